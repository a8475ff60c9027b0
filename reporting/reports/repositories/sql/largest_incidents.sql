-- The ten costliest incidents of a time.
SELECT incident_id, event_type, business_line, state, occurred_on, discovered_on, booked_on, gross,
       recovered, insured
FROM fact_incident
WHERE discovered_on BETWEEN $first AND $last AND gross > 0
ORDER BY gross DESC, incident_id
LIMIT 10
