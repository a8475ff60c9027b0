-- What borrowers who are not late have to pay after a day and up to another, by who they are.
SELECT coalesce(c.kind, 'COMPANY') AS customer_kind, d.currency, sum(d.principal)::BIGINT AS principal,
       sum(d.interest)::BIGINT AS interest, count(*) AS instalments
FROM fact_due d
JOIN dim_account_on($day) a ON a.account_id = d.account_id
LEFT JOIN dim_customer_on($day) c ON c.customer_id = a.customer_id
WHERE d.contract = 'LOAN' AND d.is_open AND d.due_date > $day AND d.due_date <= $last
  AND d.account_id NOT IN (
    SELECT account_id FROM fact_loan WHERE day = $day AND days_past_due > 0)
GROUP BY ALL
ORDER BY ALL
