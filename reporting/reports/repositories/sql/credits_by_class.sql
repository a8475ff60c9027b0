-- What is lent at the end of a day by how capital weighs it; amounts in the credits' currency.
-- Provided: a fifth or more of what is owed in default, by which CRE20 weighs the unsecured part.
-- Small: the customer owes and may draw no more than $most euro cents together.
WITH rates AS (
  SELECT currency, day, min_by(rate, source) AS rate
  FROM fact_rate WHERE day <= $day GROUP BY currency, day
  QUALIFY row_number() OVER (PARTITION BY currency ORDER BY day DESC) = 1
), credits AS (
  SELECT f.*, (f.drawn + f.undrawn)
         * 10.0 ** (2 - (SELECT any_value(exponent) FROM dim_account WHERE currency = f.currency))
         / CASE WHEN f.currency = 'EUR' THEN 1 ELSE coalesce(r.rate, 1) END AS worth
  FROM fact_credit f LEFT JOIN rates r ON r.currency = f.currency
  WHERE f.day = $day
), sized AS (
  SELECT *, sum(worth) OVER (PARTITION BY customer_public_id) <= $most AS is_small FROM credits
)
SELECT kind, segment, currency, stage = 3 AS is_defaulted, is_small,
       stage = 3 AND 5 * allowance >= drawn AS is_provided, count(*) AS credits,
       sum(drawn)::BIGINT AS drawn, sum(undrawn)::BIGINT AS undrawn,
       sum(CASE WHEN drawn > 0 THEN allowance ELSE 0 END)::BIGINT AS allowance,
       sum(CASE WHEN drawn > 0 THEN 0 ELSE allowance END)::BIGINT AS provision
FROM sized
GROUP BY ALL
ORDER BY ALL
