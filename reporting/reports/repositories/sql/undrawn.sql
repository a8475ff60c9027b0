-- What may still be drawn of credits at the end of a day.
SELECT kind, segment, currency, sum(undrawn)::BIGINT AS undrawn, count(*) AS credits
FROM fact_credit
WHERE day = $day AND undrawn > 0
GROUP BY ALL
ORDER BY ALL
