-- As loans stand, said of the day.
SELECT l.id AS loan_id, %(day)s::date AS day, a.ledger_account_id AS account_id, c.code AS currency,
       l.interest_accrued AS interest,
       coalesce((SELECT sum(i.penalty) FROM accounts_loaninstalment i
                 WHERE i.loan_id = l.id), 0)::bigint AS penalties
FROM accounts_loan l
JOIN accounts_account a ON a.id = l.account_id
JOIN ledger_currency c ON c.number = l.currency
