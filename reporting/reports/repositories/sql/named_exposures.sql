-- The largest names of a day, largest first.
SELECT name, is_group, drawn, undrawn, covered
FROM fact_named_exposure
WHERE day = $day
ORDER BY drawn + undrawn DESC, name
