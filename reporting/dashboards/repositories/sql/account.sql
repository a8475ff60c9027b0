-- Accounts with what was on them at the end of the last day, and in which size that is.
SELECT h.*, coalesce(m.balance, 0)::BIGINT AS balance,
       CASE WHEN coalesce(m.balance, 0) < 0 THEN '1 overdrawn'
            WHEN coalesce(m.balance, 0) = 0 THEN '2 nothing'
            WHEN m.balance < 1000 * 10 ** e.exponent THEN '3 under 1,000'
            WHEN m.balance < 10000 * 10 ** e.exponent THEN '4 under 10,000'
            WHEN m.balance < 100000 * 10 ** e.exponent THEN '5 under 100,000'
            ELSE '6 more' END AS size_of_balance
FROM held h
LEFT JOIN (SELECT currency, any_value(exponent) AS exponent FROM dim_account GROUP BY currency) e
  ON e.currency = h.currency
LEFT JOIN (SELECT d.account_id, sum(d.net) AS balance
           FROM fact_day d JOIN choice k ON d.day <= k.last GROUP BY d.account_id) m
  ON m.account_id = h.account_id
