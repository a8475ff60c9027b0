-- Entries with what they were worth in euro cents by the last rate up to their booking date.
-- Whole numbers all the way: rate_e8 is the rate times 10^8, half a cent is rounded away from zero.
WITH rates AS (
  SELECT currency, day, min_by(rate, source) AS rate FROM all_rates GROUP BY currency, day
), priced AS (
  SELECT e.*, a.exponent,
         CASE WHEN e.currency = 'EUR' THEN 1 ELSE r.rate END AS rate,
         CASE WHEN e.currency = 'EUR' THEN e.booking_date ELSE r.day END AS rate_date
  FROM staged_fact_entry e
  LEFT JOIN (SELECT DISTINCT currency, exponent FROM staged_dim_account) a
    ON a.currency = e.currency
  ASOF LEFT JOIN rates r ON r.currency = e.currency AND r.day <= e.booking_date
), whole AS (
  SELECT *, abs(amount)::HUGEINT * (10000000000 // (10 ** exponent)::HUGEINT) AS top,
         (rate::DECIMAL(38,8) * 100000000)::HUGEINT AS rate_e8
  FROM priced
)
SELECT * EXCLUDE (exponent, top, rate_e8),
       (sign(amount) * ((2 * top + rate_e8) // (2 * rate_e8)))::BIGINT AS reporting_amount
FROM whole
