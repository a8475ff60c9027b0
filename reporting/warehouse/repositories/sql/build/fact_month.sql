-- Every account in every month since its first booking: what it had as the month began and ended.
WITH moved AS (
  SELECT account_id, date_trunc('month', day)::DATE AS month, sum(credits)::BIGINT AS credits,
         sum(debits)::BIGINT AS debits, any_value(currency) AS currency
  FROM fact_day WHERE day >= (SELECT min(month) FROM open_months)
  GROUP BY ALL
), before AS (
  SELECT account_id, closing, currency FROM fact_month
  WHERE month = ((SELECT min(month) FROM open_months) - INTERVAL 1 MONTH)::DATE
), begun AS (
  SELECT account_id, any_value(currency) AS currency, max(closing) AS brought, min(month) AS first
  FROM (SELECT account_id, currency, NULL::BIGINT AS closing, month FROM moved
        UNION ALL SELECT account_id, currency, closing, DATE '0001-01-01' FROM before)
  GROUP BY account_id
), grid AS (
  SELECT b.account_id, b.currency, coalesce(b.brought, 0) AS brought, o.month
  FROM begun b JOIN open_months o ON o.month >= b.first
), summed AS (
  SELECT g.*, coalesce(m.credits, 0) AS credits, coalesce(m.debits, 0) AS debits,
         sum(coalesce(m.credits, 0) - coalesce(m.debits, 0))
           OVER (PARTITION BY g.account_id ORDER BY g.month) AS run
  FROM grid g LEFT JOIN moved m ON m.account_id = g.account_id AND m.month = g.month
)
SELECT account_id, month, (brought + run - credits + debits)::BIGINT AS opening, credits, debits,
       (brought + run)::BIGINT AS closing, currency
FROM summed
