-- Loans: what PostgreSQL itself keeps true.

-- History is added to, never changed.
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['accounts_loanterms', 'accounts_loanstatechange', 'accounts_loanschedule',
    'accounts_loancharge', 'accounts_loanquote', 'accounts_loanpayment', 'accounts_loanallocation',
    'accounts_loancollection', 'accounts_loanaccrual']
  LOOP
    EXECUTE format('CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- What a contract fixes and a schedule says cannot be changed by the application at all.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_loanapplication, accounts_loan, accounts_loaninstalment
  FROM bankcore_app;
GRANT UPDATE (state, decided_by, decided_at, decision_reason) ON accounts_loanapplication
  TO bankcore_app;
GRANT UPDATE (state, disbursed_on, current_version, outstanding, interest_accrued, accrued_through,
  days_past_due, bucket) ON accounts_loan TO bankcore_app;
GRANT UPDATE (principal_paid, interest_paid, fee_paid, penalty, penalty_paid, superseded)
  ON accounts_loaninstalment TO bankcore_app;

-- A loan, its account and the account that pays it are kept in one currency.
ALTER TABLE accounts_account ADD CONSTRAINT accounts_account_id_and_currency UNIQUE (id, currency);
ALTER TABLE accounts_loan
  ADD CONSTRAINT accounts_loan_currency_is_its_accounts
    FOREIGN KEY (account_id, currency) REFERENCES accounts_account (id, currency),
  ADD CONSTRAINT accounts_loan_currency_is_its_payers
    FOREIGN KEY (repayment_account_id, currency) REFERENCES accounts_account (id, currency);
ALTER TABLE accounts_loanpayment ADD CONSTRAINT accounts_loanpayment_hash
  CHECK (octet_length(request_hash) = 32);

-- The terms a bank starts with: 500 to 100,000, up to ten years, 3 to 18 % a year.
INSERT INTO accounts_loanterms (product_id, currency, effective_from, min_amount, max_amount,
  min_instalments, max_instalments, min_rate, max_rate, day_count, equal_periods,
  origination_fee_rate, fee_deducted, penalty_rate, grace_days, early_fee_rate, allocation_order,
  partial_collection)
SELECT p.id, c.number, DATE '2020-01-01', 50000, 10000000, 1, 120, 0.03, 0.18, '30E/360', true,
  0.01, true, 0.05, 3, 0.01, 'PENALTY_FIRST', true
FROM accounts_product p, ledger_currency c
WHERE p.code = 'LOAN' AND c.code IN ('EUR', 'USD');
