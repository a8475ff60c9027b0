-- Accounts of customers as of the last day, whatever was chosen: whose they are and what they are.
SELECT a.account_id, a.public_id, a.customer_id, c.public_id AS customer, c.branch,
       coalesce(b.name, CASE c.branch WHEN 'HEAD' THEN 'Head office' END, c.branch) AS branch_name, a.product,
       coalesce(p.name, a.product) AS product_name,
       coalesce(p.kind IN ('CURRENT', 'SAVINGS', 'TERM_DEPOSIT'), false) AS is_deposit,
       a.currency, a.opened_on, a.status, k.first, k.last
FROM choice k
JOIN dim_account a
  ON a.valid_from <= k.last AND a.valid_to > k.last AND a.known_to = TIMESTAMP '9999-12-31'
JOIN dim_customer c
  ON c.customer_id = a.customer_id
 AND c.valid_from <= k.last AND c.valid_to > k.last AND c.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_product p
  ON p.product = a.product
 AND p.valid_to = DATE '9999-12-31' AND p.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_branch b
  ON b.branch = c.branch
 AND b.valid_to = DATE '9999-12-31' AND b.known_to = TIMESTAMP '9999-12-31'
WHERE a.kind = 'CUSTOMER'
