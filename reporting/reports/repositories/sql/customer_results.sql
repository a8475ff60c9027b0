-- Income and expense that transactions themselves give to customers, between two days. A transaction
-- with one customer gives all of it to that customer; one that charges or pays many at once, against
-- one line and nothing else, gives to each what their own accounts moved. What is left is nobody's.
-- Lines whose figures come by contract or merchant are left out: 4010, 4110, 4400, 5400, 5410, 5810.
WITH legs AS (
  SELECT e.txn_id, e.currency, e.amount, a.gl_code, a.customer_id,
         a.category IN ('INCOME', 'EXPENSE') AS is_result
  FROM fact_entry e
  JOIN dim_account_on($last) a ON a.account_id = e.account_id
  WHERE e.booking_date BETWEEN $first AND $last AND e.kind <> 20
), whole AS (
  SELECT txn_id, currency, count(DISTINCT customer_id) AS customers,
         count(DISTINCT gl_code) FILTER (is_result) AS lines,
         max(gl_code) FILTER (is_result) AS gl_code,
         count(*) FILTER (customer_id IS NULL AND NOT is_result) AS others,
         min(sign(amount)) FILTER (customer_id IS NOT NULL)
           = max(sign(amount)) FILTER (customer_id IS NOT NULL) AS is_one_way,
         max(customer_id) AS customer_id
  FROM legs GROUP BY txn_id, currency HAVING bool_or(is_result)
), given AS (
  SELECT w.customer_id, l.currency, l.gl_code, l.amount
  FROM whole w JOIN legs l ON l.txn_id = w.txn_id AND l.currency = w.currency
  WHERE w.customers = 1 AND l.is_result
  UNION ALL
  SELECT l.customer_id, l.currency, w.gl_code, -l.amount
  FROM whole w JOIN legs l ON l.txn_id = w.txn_id AND l.currency = w.currency
  WHERE w.customers > 1 AND w.lines = 1 AND w.others = 0 AND w.is_one_way
    AND l.customer_id IS NOT NULL
)
SELECT c.public_id AS customer, g.currency, g.gl_code, sum(g.amount)::BIGINT AS amount
FROM given g
JOIN dim_customer_on($last) c ON c.customer_id = g.customer_id
WHERE g.gl_code NOT IN ('4010', '4110', '4400', '5400', '5410', '5810')
GROUP BY ALL ORDER BY ALL
