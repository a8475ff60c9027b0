-- The general ledger of the closed days, as the end of each day has kept it.
SELECT d.day, g.code AS gl_code, c.code AS currency, sum(d.debits) AS debits, sum(d.credits) AS credits
FROM ledger_gl_daily d
JOIN ledger_gl_account g ON g.id = d.gl_account_id
JOIN ledger_currency c ON c.number = d.currency
WHERE d.day <= (SELECT max(last_day) FROM ledger_period WHERE xid < %(to_xid)s)
GROUP BY d.day, g.code, c.code
