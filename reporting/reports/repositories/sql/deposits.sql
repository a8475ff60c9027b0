-- Customers' money by what kind of money it is, in its currency and in euro cents. Of each customer
-- the guarantee covers so much of all that they have; each account has its share, rounded down.
WITH rates AS (
  SELECT currency, day, min_by(rate, source) AS rate
  FROM fact_rate WHERE day <= $day GROUP BY currency, day
  QUALIFY row_number() OVER (PARTITION BY currency ORDER BY day DESC) = 1
), balances AS (
  SELECT account_id, currency, sum(net)::BIGINT AS balance
  FROM fact_day WHERE day <= $day GROUP BY ALL HAVING sum(net) > 0
), money AS (
  SELECT a.customer_id, a.product, a.gl_code, b.currency, b.balance,
         b.balance::HUGEINT * (10000000000 // (10 ** a.exponent)::HUGEINT) AS top,
         (CASE WHEN b.currency = 'EUR' THEN 1 ELSE r.rate END::DECIMAL(38,8) * 100000000)::HUGEINT
           AS rate_e8
  FROM balances b
  JOIN dim_account_on($day) a ON a.account_id = b.account_id
  LEFT JOIN rates r ON r.currency = b.currency
  WHERE a.customer_id IS NOT NULL AND a.category = 'LIABILITY'
), priced AS (
  SELECT *, coalesce((2 * top + rate_e8) // (2 * rate_e8), 0) AS worth FROM money
), whole AS (
  SELECT m.*, p.kind AS product_kind,
         sum(m.worth) OVER (PARTITION BY m.customer_id) AS together,
         bool_or(p.kind = 'CURRENT') OVER (PARTITION BY m.customer_id) AS pays_from_here
  FROM priced m
  LEFT JOIN dim_product_on($day) p ON p.product = m.product
)
SELECT coalesce(c.kind, 'COMPANY') AS customer_kind, coalesce(w.product_kind, '') AS product_kind,
       coalesce(list_contains($operational, w.product), false) AS is_operational,
       coalesce(w.pays_from_here, false) AS pays_from_here, w.together > $much AS is_large, w.gl_code, w.currency,
       count(*) AS accounts, sum(w.balance)::BIGINT AS balance, sum(w.worth)::BIGINT AS worth,
       sum(CASE WHEN w.together = 0 THEN 0
                ELSE w.worth * least(w.together, $guaranteed) // w.together END)::BIGINT AS covered
FROM whole w
LEFT JOIN dim_customer_on($day) c ON c.customer_id = w.customer_id
GROUP BY ALL
ORDER BY ALL
