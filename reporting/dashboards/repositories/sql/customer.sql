-- Customers as of the last day. A product or a currency does not narrow them.
SELECT c.customer_id, c.public_id, c.kind, c.status, c.branch,
       coalesce(b.name, CASE c.branch WHEN 'HEAD' THEN 'Head office' END, c.branch) AS branch_name, c.joined_on, k.first, k.last, k.until
FROM choice k
JOIN dim_customer c
  ON c.valid_from <= k.last AND c.valid_to > k.last AND c.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_branch b
  ON b.branch = c.branch
 AND b.valid_to = DATE '9999-12-31' AND b.known_to = TIMESTAMP '9999-12-31'
WHERE k.branch IS NULL OR c.branch = k.branch
