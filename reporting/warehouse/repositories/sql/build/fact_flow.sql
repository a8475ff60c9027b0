SELECT p.booking_date AS day, p.account_id AS payer, q.account_id AS payee, p.currency,
       count(*) AS payments, sum(least(-p.amount, q.amount))::BIGINT AS moved
FROM fact_entry p JOIN fact_entry q ON q.txn_id = p.txn_id AND q.currency = p.currency
WHERE p.amount < 0 AND q.amount > 0
GROUP BY ALL
