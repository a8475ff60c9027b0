-- What is owed, may be drawn and is provided for at the end of a day, by stage and grade: of each
-- grade the lowest probability of default that it begins with.
SELECT currency, stage, line,
       CASE WHEN pd < 0.005 THEN 0 WHEN pd < 0.02 THEN 0.005 WHEN pd < 0.05 THEN 0.02
            WHEN pd < 0.2 THEN 0.05 ELSE 0.2 END::DECIMAL(9,8) AS grade,
       count(*) AS credits, sum(drawn)::BIGINT AS drawn, sum(undrawn)::BIGINT AS undrawn,
       sum(collateral)::BIGINT AS collateral, sum(allowance)::BIGINT AS allowance
FROM fact_credit
WHERE day = $day
GROUP BY ALL
ORDER BY currency, stage, line, grade
