-- What stands on each line of the general ledger at the end of a day, in each currency.
-- An account stands on the line that it has kept since it was opened.
SELECT a.gl_code, a.category, e.currency, sum(e.amount)::BIGINT AS balance, count(*) AS entries
FROM fact_entry e
JOIN dim_account a
  ON a.account_id = e.account_id
 AND a.valid_from <= $day AND a.valid_to > $day AND a.known_to = TIMESTAMP '9999-12-31'
WHERE e.booking_date <= $day
GROUP BY ALL
ORDER BY a.gl_code, e.currency
