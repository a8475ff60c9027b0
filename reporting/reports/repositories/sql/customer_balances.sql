-- What customers had with the bank, or owed it, between two days: the sum of the balances at the end
-- of each of the days, so that divided by their number it is the average.
SELECT c.public_id AS customer, e.currency, a.category,
       sum(e.amount::HUGEINT * date_diff('day', greatest(e.booking_date, $first), $last + 1))::HUGEINT
         AS balance_days
FROM fact_entry e
JOIN dim_account a ON a.account_id = e.account_id
  AND a.valid_from <= $last AND a.valid_to > $last AND a.known_to = TIMESTAMP '9999-12-31'
JOIN dim_customer c ON c.customer_id = a.customer_id
  AND c.valid_from <= $last AND c.valid_to > $last AND c.known_to = TIMESTAMP '9999-12-31'
WHERE e.booking_date <= $last AND a.category IN ('ASSET', 'LIABILITY')
GROUP BY ALL ORDER BY ALL
