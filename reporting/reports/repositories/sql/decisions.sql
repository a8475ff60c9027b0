-- What risk decided about payments between two days.
SELECT channel, outcome, count(*) AS decisions, sum(is_fallback::INTEGER)::BIGINT AS fallbacks
FROM fact_decision WHERE decided_on BETWEEN $first AND $last
GROUP BY ALL ORDER BY ALL
