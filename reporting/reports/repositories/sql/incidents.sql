-- Incidents that were discovered in a time, by type of event and line of business.
SELECT event_type, business_line, count(*) AS incidents,
       count(*) FILTER (WHERE state <> 'CLOSED') AS open, sum(gross)::BIGINT AS gross,
       sum(recovered)::BIGINT AS recovered, sum(insured)::BIGINT AS insured
FROM fact_incident
WHERE discovered_on BETWEEN $first AND $last
GROUP BY ALL
ORDER BY ALL
