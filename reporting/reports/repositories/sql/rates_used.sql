-- Between which rates income and expense of other currencies became euros.
SELECT e.currency, min(e.rate) AS lowest, max(e.rate) AS highest, min(e.rate_date) AS oldest,
       max(e.rate_date) AS newest
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
WHERE e.booking_date BETWEEN $first AND $last AND e.kind <> 20 AND e.currency <> 'EUR'
  AND a.category IN ('INCOME', 'EXPENSE') AND e.rate IS NOT NULL
GROUP BY e.currency ORDER BY e.currency
