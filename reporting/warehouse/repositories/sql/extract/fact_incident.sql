-- Of the losses that two people agreed on the newest counts; what came back is added up.
SELECT i.id AS incident_id, i.event_type, i.business_line, i.state, i.occurred_on, i.discovered_on,
       i.booked_on, coalesce(g.amount, 0) AS gross, coalesce(a.recovered, 0) AS recovered,
       coalesce(a.insured, 0) AS insured
FROM operational_incident i
LEFT JOIN LATERAL (
  SELECT amount FROM operational_lossamount
  WHERE incident_id = i.id AND kind = 'GROSS' ORDER BY id DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (
  SELECT sum(amount) FILTER (WHERE kind = 'RECOVERY') AS recovered,
         sum(amount) FILTER (WHERE kind = 'INSURANCE') AS insured
  FROM operational_lossamount WHERE incident_id = i.id) a ON true
