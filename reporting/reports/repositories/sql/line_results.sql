-- What each line of income and expense moved by between two days, both included, in its currency and
-- in euro cents by the rate of each booking's day. Entries that close a year (kind 20) do not count.
SELECT a.gl_code, a.category, e.currency, sum(e.amount)::BIGINT AS amount,
       sum(e.reporting_amount)::BIGINT AS euros,
       count(*) FILTER (e.reporting_amount IS NULL) AS unpriced,
       list_sort(list(DISTINCT e.account_id)) AS accounts
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
WHERE e.booking_date BETWEEN $first AND $last AND e.kind <> 20
  AND a.category IN ('INCOME', 'EXPENSE')
GROUP BY a.gl_code, a.category, e.currency
ORDER BY a.gl_code, e.currency
