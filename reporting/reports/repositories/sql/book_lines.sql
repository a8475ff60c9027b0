-- What accounts have on each line at the end of a day: those in credit and those in debit apart.
WITH balances AS (
  SELECT account_id, currency, sum(net)::BIGINT AS balance
  FROM fact_day WHERE day <= $day GROUP BY ALL
)
SELECT a.gl_code, a.category, b.currency, sum(greatest(b.balance, 0))::BIGINT AS credit,
       sum(greatest(-b.balance, 0))::BIGINT AS debit
FROM balances b
JOIN dim_account_on($day) a ON a.account_id = b.account_id
GROUP BY ALL
ORDER BY a.gl_code, b.currency
