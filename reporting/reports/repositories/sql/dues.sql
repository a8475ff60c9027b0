-- What contracts are still to pay or to be paid, by day; loans and term deposits.
SELECT contract, due_date, currency, sum(principal)::BIGINT AS principal,
       sum(interest)::BIGINT AS interest, count(*) AS dues
FROM fact_due
WHERE is_open
GROUP BY ALL
ORDER BY ALL
