-- What came in and went out of customers' accounts, on the day and in the 90 days up to it.
WITH daily AS (
  SELECT a.customer_id, d.currency, d.day, sum(d.credits)::BIGINT AS credits,
         sum(d.debits)::BIGINT AS debits
  FROM fact_day d JOIN staged_dim_account a ON a.account_id = d.account_id
  WHERE a.customer_id IS NOT NULL AND d.day >= $first::DATE - 89
  GROUP BY ALL
), rolled AS (
  SELECT *, sum(credits) OVER ninety AS came_in, sum(debits) OVER ninety AS went_out
  FROM daily
  WINDOW ninety AS (PARTITION BY customer_id, currency ORDER BY (day - DATE '1970-01-01')
                    RANGE BETWEEN 89 PRECEDING AND CURRENT ROW)
)
SELECT customer_id, currency, day, credits, debits, came_in::BIGINT AS came_in,
       went_out::BIGINT AS went_out
FROM rolled WHERE day >= $first::DATE
