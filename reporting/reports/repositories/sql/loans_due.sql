-- What borrowers who are not late have to pay after a day and up to another, by who they are.
SELECT coalesce(c.kind, 'COMPANY') AS customer_kind, d.currency, sum(d.principal)::BIGINT AS principal,
       sum(d.interest)::BIGINT AS interest, count(*) AS instalments
FROM fact_due d
JOIN dim_account a
  ON a.account_id = d.account_id
 AND a.valid_from <= $day AND a.valid_to > $day AND a.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN dim_customer c
  ON c.customer_id = a.customer_id
 AND c.valid_from <= $day AND c.valid_to > $day AND c.known_to = TIMESTAMP '9999-12-31'
WHERE d.contract = 'LOAN' AND d.is_open AND d.due_date > $day AND d.due_date <= $last
  AND d.account_id NOT IN (
    SELECT account_id FROM fact_loan WHERE day = $day AND days_past_due > 0)
GROUP BY ALL
ORDER BY ALL
