-- What stands on each line of the general ledger at the end of a day, in each currency.
-- An account stands on the line that it has kept since it was opened.
SELECT a.gl_code, a.category, e.currency, sum(e.amount)::BIGINT AS balance, count(*) AS entries
FROM fact_entry e
JOIN dim_account_on($day) a ON a.account_id = e.account_id
WHERE e.booking_date <= $day
GROUP BY ALL
ORDER BY a.gl_code, e.currency
