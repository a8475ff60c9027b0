-- What customers had with the bank, or owed it, between two days: the sum of the balances at the end
-- of each of the days, so that divided by their number it is the average.
SELECT c.public_id AS customer, e.currency, a.category,
       sum(e.amount::HUGEINT * date_diff('day', greatest(e.booking_date, $first), $last + 1))::HUGEINT
         AS balance_days
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
JOIN dim_customer_on($last) c ON c.customer_id = a.customer_id
WHERE e.booking_date <= $last AND a.category IN ('ASSET', 'LIABILITY')
GROUP BY ALL ORDER BY ALL
