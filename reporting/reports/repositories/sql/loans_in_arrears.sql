-- Loans by product and branch at the end of a day: how many, what is owed of the principal, and how
-- much of it is late by so many days.
WITH newest AS (
  SELECT loan_id, max(day) AS day FROM fact_loan WHERE day <= $last GROUP BY loan_id
)
SELECT a.product, a.branch, l.currency, count(*) AS loans, sum(l.outstanding)::BIGINT AS outstanding,
       count(*) FILTER (l.days_past_due > 0) AS late,
       coalesce(sum(l.outstanding) FILTER (l.days_past_due BETWEEN 1 AND 30), 0)::BIGINT AS late_30,
       coalesce(sum(l.outstanding) FILTER (l.days_past_due BETWEEN 31 AND 90), 0)::BIGINT AS late_90,
       coalesce(sum(l.outstanding) FILTER (l.days_past_due > 90), 0)::BIGINT AS late_more
FROM fact_loan l
JOIN newest n ON n.loan_id = l.loan_id AND n.day = l.day
JOIN dim_account_on($last) a ON a.account_id = l.account_id
WHERE l.outstanding > 0
GROUP BY ALL ORDER BY a.product, a.branch, l.currency
