SELECT day::DATE AS day, date_trunc('month', day)::DATE AS month, last_day(day) AS month_end,
       year(day) || '-Q' || quarter(day) AS quarter, year(day) AS year, isodow(day) AS weekday,
       isodow(day) < 6 AND day::DATE NOT IN (SELECT day FROM holidays) AS is_business_day
FROM range($first::TIMESTAMP, $last::TIMESTAMP, INTERVAL 1 DAY) days(day)
