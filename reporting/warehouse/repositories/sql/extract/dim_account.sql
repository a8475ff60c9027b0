SELECT l.id AS account_id, a.public_id, a.customer_id, p.code AS product, g.code AS gl_code,
       g.category, l.kind, CASE WHEN a.id IS NULL THEN l.name END AS name, c.code AS currency,
       c.exponent, l.branch, l.opened_on, b.status
FROM ledger_account l
JOIN ledger_gl_account g ON g.id = l.gl_account_id
JOIN ledger_currency c ON c.number = l.currency
JOIN ledger_balance b ON b.account_id = l.id
LEFT JOIN accounts_account a ON a.ledger_account_id = l.id
LEFT JOIN accounts_product p ON p.id = a.product_id
