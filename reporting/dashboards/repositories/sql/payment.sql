-- Payments that began in the range: of the customer who pays, or whose business is paid.
SELECT p.channel, p.payment_id, p.state, p.amount, p.captured, p.refunded, p.disputed,
       coalesce(p.decline_code, '') AS decline_code, coalesce(p.risk_outcome, '') AS risk_outcome,
       p.created_on, p.created_at, k.first, k.last, k.until,
       coalesce(h.branch, c.branch) AS branch,
       coalesce(b.name, CASE coalesce(h.branch, c.branch) WHEN 'HEAD' THEN 'Head office' END,
                h.branch, c.branch) AS branch_name
FROM choice k
JOIN fact_payment p
  ON p.created_on BETWEEN k.first AND k.until AND upper(p.currency) = k.currency
LEFT JOIN holder h ON h.public_id = p.account_public_id
LEFT JOIN dim_merchant m
  ON m.merchant_id = p.merchant_id
 AND m.valid_to = DATE '9999-12-31' AND m.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_customer c
  ON c.public_id = m.customer_public_id
 AND c.valid_from <= k.last AND c.valid_to > k.last AND c.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_branch b
  ON b.branch = coalesce(h.branch, c.branch)
 AND b.valid_to = DATE '9999-12-31' AND b.known_to = TIMESTAMP '9999-12-31'
WHERE (k.branch IS NULL OR coalesce(h.branch, c.branch) = k.branch)
  AND (k.product IS NULL OR h.product = k.product)
