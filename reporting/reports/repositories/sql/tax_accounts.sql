-- Customers' deposit accounts that were there in a year: what stood on each as it ended, whether it
-- was closed within it, who holds it, and the bank's own accounts on the same lines. A closed
-- account's last booking is that of its closing.
WITH held AS (
  SELECT * FROM dim_account_on($last)
), lines AS (
  SELECT DISTINCT gl_code FROM held WHERE kind = 'CUSTOMER' AND category = 'LIABILITY'
), balances AS (
  SELECT account_id, sum(amount)::BIGINT AS balance, max(booking_date) AS moved_on
  FROM fact_entry WHERE booking_date <= $last GROUP BY account_id
), newest AS (
  SELECT account_id, customer_id, max_by(valid_from, holder_id) AS valid_from,
         max_by(coalesce(valid_to, DATE '9999-12-31'), holder_id) AS valid_to
  FROM fact_holder GROUP BY account_id, customer_id
), customers AS (
  SELECT * FROM dim_customer_on($last)
), joint AS (
  SELECT n.account_id, list(c.public_id ORDER BY n.customer_id) AS others
  FROM newest n JOIN held a ON a.account_id = n.account_id
  JOIN customers c ON c.customer_id = n.customer_id
  WHERE n.valid_from <= $last AND n.valid_to >= $last AND n.customer_id <> a.customer_id
  GROUP BY n.account_id
)
SELECT a.account_id, a.public_id, c.public_id AS customer, a.gl_code, a.currency,
       coalesce(b.balance, 0) AS balance, a.status = 4 AS is_closed, j.others
FROM held a
JOIN lines l ON l.gl_code = a.gl_code
LEFT JOIN balances b ON b.account_id = a.account_id
LEFT JOIN customers c ON c.customer_id = a.customer_id
LEFT JOIN joint j ON j.account_id = a.account_id
WHERE a.status <> 4 OR coalesce(b.moved_on, a.opened_on) >= $first OR coalesce(b.balance, 0) <> 0
ORDER BY a.account_id
