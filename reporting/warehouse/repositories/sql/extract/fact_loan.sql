-- Loans as they stand, said of the day; loans that ended before it have said their last.
SELECT l.id AS loan_id, %(day)s::date AS day, a.ledger_account_id AS account_id, l.state,
       c.code AS currency, l.principal, l.outstanding, l.annual_rate, l.days_past_due, l.bucket,
       l.disbursed_on
FROM accounts_loan l
JOIN accounts_account a ON a.id = l.account_id
JOIN ledger_currency c ON c.number = l.currency
