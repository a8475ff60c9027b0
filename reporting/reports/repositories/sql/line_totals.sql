-- What stood on each line before a day, moved until another, and stands since; in each currency.
SELECT a.gl_code, e.currency,
       coalesce(sum(e.amount) FILTER (e.booking_date < $first), 0)::BIGINT AS opening,
       coalesce(-sum(e.amount) FILTER (e.booking_date >= $first AND e.amount < 0), 0)::BIGINT AS debits,
       coalesce(sum(e.amount) FILTER (e.booking_date >= $first AND e.amount > 0), 0)::BIGINT AS credits,
       count(*) FILTER (e.booking_date >= $first) AS entries
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
WHERE e.booking_date <= $last
GROUP BY ALL ORDER BY e.currency, a.gl_code
