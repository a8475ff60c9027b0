-- What merchants' payments brought and cost between two days, by the customer that the business is:
-- fees, what networks kept, and what was taken back beyond what was left.
WITH merchants AS (
  SELECT merchant_id, customer_public_id AS customer FROM dim_merchant_on($last)
  WHERE NOT is_sandbox
), moved AS (
  SELECT merchant_id, currency, '4400' AS gl_code, fee AS amount FROM fact_operation
  WHERE channel = 'GATEWAY' AND state IN ('SUCCEEDED', 'RETURNED')
    AND kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK', 'REPRESENTMENT')
    AND business_date BETWEEN $first AND $last
  UNION ALL
  SELECT merchant_id, currency, '5400', -(interchange + scheme_fee) FROM fact_operation
  WHERE advised_on BETWEEN $first AND $last
  UNION ALL
  SELECT merchant_id, currency, '5410',
         CASE kind WHEN 'REPRESENTMENT' THEN excess ELSE -excess END
  FROM fact_operation
  WHERE kind IN ('CHARGEBACK', 'REPRESENTMENT') AND state = 'SUCCEEDED'
    AND business_date BETWEEN $first AND $last
  UNION ALL
  SELECT merchant_id, currency, '5410', -excess FROM fact_operation
  WHERE returned_on BETWEEN $first AND $last
)
SELECT m.customer, v.currency, v.gl_code, sum(v.amount)::BIGINT AS amount
FROM moved v JOIN merchants m ON m.merchant_id = v.merchant_id
GROUP BY ALL HAVING sum(v.amount) <> 0 ORDER BY ALL
