-- The last rate of each currency up to a day, as entries are priced: the first source by its name.
SELECT currency, day, min_by(rate, source) AS rate
FROM fact_rate
WHERE day <= $day
GROUP BY currency, day
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY day DESC) = 1
ORDER BY currency
