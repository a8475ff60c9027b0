-- What moved the lines where payments are booked, up to a day: by operations, and by all else.
WITH booked AS (
  SELECT txn_id FROM fact_operation WHERE txn_id IS NOT NULL
  UNION SELECT return_txn_id FROM fact_operation WHERE return_txn_id IS NOT NULL
)
SELECT a.gl_code, e.currency, sum(e.amount) FILTER (b.txn_id IS NOT NULL)::BIGINT AS operations,
       sum(e.amount) FILTER (b.txn_id IS NULL)::BIGINT AS others
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
LEFT JOIN booked b ON b.txn_id = e.txn_id
WHERE e.booking_date BETWEEN $first AND $last
  AND a.gl_code IN ('1410', '1420', '1430', '1440', '1450', '2100', '4400', '5400', '5410')
GROUP BY ALL
ORDER BY a.gl_code, e.currency
