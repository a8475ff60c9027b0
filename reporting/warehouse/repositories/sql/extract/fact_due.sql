-- Interest that joins the principal is paid with it, in later instalments; a deposit's interest is
-- told to the cent nearest to actual days by 365.
SELECT 'LOAN' AS contract, i.id AS due_id, a.ledger_account_id AS account_id, i.due_date,
       c.code AS currency, i.principal - i.principal_paid AS principal,
       CASE WHEN i.capitalised THEN 0 ELSE i.interest - i.interest_paid END AS interest,
       NOT i.superseded AND l.state IN ('ACTIVE', 'IN_ARREARS', 'RESTRUCTURED')
         AND i.principal - i.principal_paid + i.interest - i.interest_paid > 0 AS is_open
FROM accounts_loaninstalment i
JOIN accounts_loan l ON l.id = i.loan_id
JOIN accounts_account a ON a.id = l.account_id
JOIN ledger_currency c ON c.number = l.currency
UNION ALL
SELECT 'TERM_DEPOSIT', d.id, a.ledger_account_id, d.maturity, c.code, d.principal,
       round(d.principal * d.rate * (d.maturity - d.start) / 365)::bigint, d.state = 'ACTIVE'
FROM accounts_termdeposit d
JOIN accounts_account a ON a.id = d.account_id
JOIN ledger_currency c ON c.number = a.currency
