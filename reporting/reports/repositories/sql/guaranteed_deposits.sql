-- Every account on the lines where customers' deposits stand, the bank's own there too: balance and
-- interest that is accrued and not credited at the end of a day, the rate of the day, who else holds.
WITH held AS (
  SELECT * FROM dim_account_on($day)
), lines AS (
  SELECT DISTINCT gl_code FROM held WHERE kind = 'CUSTOMER' AND category = 'LIABILITY'
), balances AS (
  SELECT account_id, sum(amount)::BIGINT AS balance
  FROM fact_entry WHERE booking_date <= $day GROUP BY account_id
), interest AS (
  SELECT account_id, max_by(unposted, day) AS unposted
  FROM fact_interest WHERE side = 1 AND day <= $day GROUP BY account_id
), published AS (
  SELECT currency, day, min_by(rate, source) AS rate
  FROM fact_rate WHERE day <= $day GROUP BY currency, day
), rates AS (
  SELECT currency, max_by(rate, day) AS rate, max(day) AS rate_day FROM published GROUP BY currency
), newest AS (
  SELECT account_id, customer_id, max_by(valid_from, holder_id) AS valid_from,
         max_by(coalesce(valid_to, DATE '9999-12-31'), holder_id) AS valid_to
  FROM fact_holder GROUP BY account_id, customer_id
), customers AS (
  SELECT * FROM dim_customer_on($day)
), joint AS (
  SELECT n.account_id, list(c.public_id ORDER BY n.customer_id) AS others
  FROM newest n JOIN held a ON a.account_id = n.account_id
  JOIN customers c ON c.customer_id = n.customer_id
  WHERE n.valid_from <= $day AND n.valid_to >= $day AND n.customer_id <> a.customer_id
  GROUP BY n.account_id
)
SELECT a.account_id, a.public_id, c.public_id AS customer, a.product, a.gl_code, a.kind, a.currency,
       a.branch, a.status, a.opened_on, coalesce(b.balance, 0) AS balance,
       coalesce(i.unposted, 0) AS accrued,
       CASE a.currency WHEN 'EUR' THEN 1 ELSE r.rate END AS rate,
       CASE a.currency WHEN 'EUR' THEN $day ELSE r.rate_day END AS rate_day, j.others
FROM held a
JOIN lines l ON l.gl_code = a.gl_code
LEFT JOIN balances b ON b.account_id = a.account_id
LEFT JOIN interest i ON i.account_id = a.account_id
LEFT JOIN rates r ON r.currency = a.currency
LEFT JOIN customers c ON c.customer_id = a.customer_id
LEFT JOIN joint j ON j.account_id = a.account_id
ORDER BY a.account_id
