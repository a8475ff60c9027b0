-- What was done to payments between two days, summed; RETURN is what was taken back after it had
-- succeeded, ADVICE the fees that networks have kept. Payments that were only played are left out.
WITH real AS (SELECT * FROM fact_operation WHERE NOT is_sandbox)
SELECT channel, kind, state, instrument, network, country, currency, reason, authentication, eci,
       count(*) AS operations, sum(amount)::BIGINT AS amount, sum(fee)::BIGINT AS fee,
       sum(excess)::BIGINT AS excess
FROM real WHERE coalesce(business_date, created_on) BETWEEN $first AND $last
GROUP BY ALL
UNION ALL
SELECT channel, CASE kind WHEN 'REFUND' THEN 'RETURN_OF_REFUND' ELSE 'RETURN' END, state, instrument,
       network, country, currency, reason, authentication, eci,
       count(*), sum(amount)::BIGINT, 0, sum(excess)::BIGINT
FROM real WHERE returned_on BETWEEN $first AND $last
GROUP BY ALL
UNION ALL
SELECT channel, 'ADVICE', state, instrument, network, country, currency, reason, authentication, eci,
       count(*), sum(interchange + scheme_fee)::BIGINT, 0, 0
FROM real WHERE advised_on BETWEEN $first AND $last
GROUP BY ALL
ORDER BY ALL
