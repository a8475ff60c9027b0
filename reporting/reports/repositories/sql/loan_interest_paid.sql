-- Interest that customers paid on loans between two days: what repayments (kind 13) brought on the
-- lines of accrued interest and of income, by the loan; where a repayment has no principal, by the
-- account that it was taken from.
WITH held AS (
  SELECT * FROM dim_account_on($last)
), paid AS (
  SELECT e.txn_id, e.currency, sum(e.amount)::BIGINT AS amount
  FROM fact_entry e JOIN held a ON a.account_id = e.account_id
  LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
  WHERE a.gl_code IN ('1210', '4010') AND coalesce(r.reversed_kind, e.kind) = 13
    AND e.booking_date BETWEEN $first AND $last
  GROUP BY e.txn_id, e.currency
), legs AS (
  SELECT p.txn_id, p.currency, p.amount, a.*, row_number() OVER (
           PARTITION BY p.txn_id, p.currency
           ORDER BY a.category <> 'ASSET', a.account_id) AS place
  FROM paid p JOIN fact_entry e ON e.txn_id = p.txn_id AND e.currency = p.currency
  JOIN held a ON a.account_id = e.account_id
  WHERE a.customer_id IS NOT NULL
)
SELECT l.account_id, l.public_id, c.public_id AS customer, l.product, l.currency,
       sum(l.amount)::BIGINT AS paid
FROM legs l
JOIN dim_customer_on($last) c ON c.customer_id = l.customer_id
WHERE l.place = 1
GROUP BY l.account_id, l.public_id, c.public_id, c.customer_id, l.product, l.currency
ORDER BY c.customer_id, l.account_id
