SELECT currency, scenario, value_change, income_change
FROM fact_shock
WHERE day = $day
ORDER BY currency, scenario
