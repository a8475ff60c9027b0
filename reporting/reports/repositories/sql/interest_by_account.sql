-- Interest and tax that were booked on customers' accounts between two days, as interest
-- certificates tell them: kind 7 is interest, 11 tax; what takes one back lessens it. `on_credit` is
-- what went through the lines of interest that customers earn, `on_debit` of interest that they pay.
WITH held AS (
  SELECT * FROM dim_account_on($last)
), told AS (
  SELECT e.account_id, e.txn_id, e.currency, e.amount, coalesce(r.reversed_kind, e.kind) AS kind,
         CASE WHEN r.txn_id IS NULL THEN e.amount ELSE -e.amount END AS first_amount
  FROM fact_entry e LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
  WHERE e.booking_date BETWEEN $first AND $last AND coalesce(r.reversed_kind, e.kind) IN (7, 11)
), bank AS (
  SELECT t.txn_id, t.currency, max(a.gl_code) AS gl_code
  FROM told t JOIN held a ON a.account_id = t.account_id
  WHERE a.gl_code IN ('1300', '2200', '4000', '5000')
  GROUP BY t.txn_id, t.currency
)
SELECT t.account_id, a.public_id, c.public_id AS customer, a.product, t.currency,
       coalesce(sum(t.amount) FILTER (t.kind = 7 AND t.first_amount > 0), 0)::BIGINT AS earned,
       coalesce(-sum(t.amount) FILTER (t.kind = 11), 0)::BIGINT AS tax,
       coalesce(-sum(t.amount) FILTER (t.kind = 7 AND t.first_amount < 0), 0)::BIGINT AS charged,
       coalesce(sum(t.amount) FILTER (t.kind = 7 AND b.gl_code IN ('2200', '5000')), 0)::BIGINT
         AS on_credit,
       coalesce(sum(t.amount) FILTER (t.kind = 7 AND b.gl_code IN ('1300', '4000')), 0)::BIGINT
         AS on_debit
FROM told t
JOIN held a ON a.account_id = t.account_id AND a.customer_id IS NOT NULL
JOIN dim_customer_on($last) c ON c.customer_id = a.customer_id
LEFT JOIN bank b ON b.txn_id = t.txn_id AND b.currency = t.currency
GROUP BY t.account_id, a.public_id, c.public_id, c.customer_id, a.product, t.currency
ORDER BY c.customer_id, t.account_id
