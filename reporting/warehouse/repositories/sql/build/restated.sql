-- Months of entries whose rate is another than the last one known now up to their booking date.
WITH rates AS (
  SELECT currency, day, min_by(rate, source) AS rate FROM all_rates GROUP BY currency, day
), priced AS (
  SELECT DISTINCT currency, booking_date, rate, rate_date FROM fact_entry
  WHERE currency IN (SELECT currency FROM new_rates)
    AND booking_date >= (SELECT min(day) FROM new_rates)
)
SELECT DISTINCT date_trunc('month', e.booking_date)::DATE
FROM priced e ASOF LEFT JOIN rates r ON r.currency = e.currency AND r.day <= e.booking_date
WHERE e.rate IS DISTINCT FROM r.rate OR e.rate_date IS DISTINCT FROM r.day
