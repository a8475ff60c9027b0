-- Value dates: what an account has by the day on which money counts, not the day it was booked.

-- Both are small: few entries have value on another day than their booking's.
CREATE INDEX ledger_entry_valued_later ON ledger_entry (value_date, account_id)
  WHERE value_date > booking_date;
CREATE INDEX ledger_entry_valued_before ON ledger_entry (booking_date, account_id)
  WHERE value_date < booking_date;

-- Every account's balance by value at the end of a day, as far as is booked now: all entries less
-- those that have value later. Credits less debits, in minor units.
CREATE FUNCTION ledger_value_balances(day date) RETURNS TABLE (account_id bigint, balance bigint)
LANGUAGE sql STABLE AS $$
  SELECT b.account_id, b.cr_posted - b.dr_posted - coalesce(later.amount, 0)
  FROM ledger_balance b
  LEFT JOIN (
    SELECT e.account_id, sum(e.amount)::bigint AS amount
    FROM (SELECT account_id, amount FROM ledger_entry
          WHERE booking_date > day AND value_date > day
          UNION ALL
          SELECT account_id, amount FROM ledger_entry
          WHERE booking_date <= day AND value_date > booking_date AND value_date > day) e
    GROUP BY e.account_id) later ON later.account_id = b.account_id
$$;

-- Accounts with entries booked between two days (both included) that have value before the first
-- of them, with the earliest such value date: from there on, their interest must be looked at again.
CREATE FUNCTION ledger_valued_before(first_day date, last_day date)
RETURNS TABLE (account_id bigint, earliest date)
LANGUAGE sql STABLE AS $$
  SELECT e.account_id, min(e.value_date) FROM ledger_entry e
  WHERE e.booking_date BETWEEN first_day AND last_day
    AND e.value_date < e.booking_date AND e.value_date < first_day
  GROUP BY e.account_id
$$;

INSERT INTO ledger_gl_account (code, name, category) VALUES
  ('1010', 'Tellers'' cash', 'ASSET'),
  ('1050', 'Cheques in collection', 'ASSET'),
  ('1210', 'Loan interest receivable', 'ASSET'),
  ('1220', 'Loan fees and penalties receivable', 'ASSET'),
  ('1300', 'Accrued interest receivable', 'ASSET'),
  ('1310', 'Fees receivable', 'ASSET'),
  ('1800', 'Foreign-exchange position', 'ASSET'),
  ('1810', 'Foreign-exchange counter-value', 'ASSET'),
  ('2010', 'Term deposits', 'LIABILITY'),
  ('2150', 'Cheques awaiting collection', 'LIABILITY'),
  ('2200', 'Accrued interest payable', 'LIABILITY'),
  ('2300', 'Withholding tax payable', 'LIABILITY'),
  ('3100', 'Retained earnings', 'EQUITY'),
  ('4010', 'Loan interest income', 'INCOME'),
  ('4110', 'Penalty income', 'INCOME'),
  ('4200', 'Foreign-exchange gains', 'INCOME'),
  ('4210', 'Foreign-exchange margin', 'INCOME'),
  ('4300', 'Cash surplus', 'INCOME'),
  ('4800', 'Recoveries of loans written off', 'INCOME'),
  ('5200', 'Foreign-exchange losses', 'EXPENSE'),
  ('5300', 'Cash shortage', 'EXPENSE'),
  ('5800', 'Loan losses', 'EXPENSE');
