SELECT account_id, booking_date AS day, sum(greatest(amount, 0))::BIGINT AS credits,
       sum(greatest(-amount, 0))::BIGINT AS debits, sum(amount)::BIGINT AS net,
       count(*) AS entries, any_value(currency) AS currency
FROM fact_entry
GROUP BY account_id, booking_date
