-- What has moved the lines of provisions before a day, and from it to another, by cause.
SELECT currency, line, cause,
       coalesce(sum(amount) FILTER (WHERE day < $first), 0)::BIGINT AS before,
       coalesce(sum(amount) FILTER (WHERE day >= $first), 0)::BIGINT AS moved
FROM fact_provision_move
WHERE day <= $last
GROUP BY ALL
ORDER BY ALL
