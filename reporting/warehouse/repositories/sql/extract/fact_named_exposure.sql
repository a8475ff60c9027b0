SELECT d.day, n.name, n.is_group, n.drawn, n.undrawn, n.covered
FROM exposures_namedexposure n
JOIN exposures_exposureday d ON d.id = n.day_id
