-- Entries with what they were worth in euro cents by the last rate up to their booking date.
-- Whole numbers all the way: rate_e8 is the rate times 10^8, half a cent is rounded away from zero.
-- Rates are looked up by day and currency, of which there are few, and euros are what they are.
WITH rates AS (
  SELECT currency, day, min_by(rate, source) AS rate FROM all_rates GROUP BY currency, day
), days AS (
  SELECT DISTINCT currency, booking_date FROM staged_fact_entry
), priced AS (
  SELECT d.currency, d.booking_date,
         CASE WHEN d.currency = 'EUR' THEN 1 ELSE r.rate END AS rate,
         CASE WHEN d.currency = 'EUR' THEN d.booking_date ELSE r.day END AS rate_date,
         10000000000 // (10 ** a.exponent)::HUGEINT AS factor,
         (r.rate::DECIMAL(38,8) * 100000000)::HUGEINT AS rate_e8
  FROM days d
  LEFT JOIN (SELECT DISTINCT currency, exponent FROM staged_dim_account) a
    ON a.currency = d.currency
  ASOF LEFT JOIN rates r ON r.currency = d.currency AND r.day <= d.booking_date
)
SELECT e.*, p.rate, p.rate_date,
       CASE WHEN e.currency = 'EUR' THEN e.amount
            ELSE (sign(e.amount) * ((2 * (abs(e.amount)::HUGEINT * p.factor) + p.rate_e8)
                                    // (2 * p.rate_e8)))::BIGINT END AS reporting_amount
FROM staged_fact_entry e
JOIN priced p ON p.currency = e.currency AND p.booking_date = e.booking_date
