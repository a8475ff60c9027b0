-- Credits by their stage at the end of one day and of another; nought: not there on that day.
WITH opening AS (
  SELECT credit_id, currency, stage, drawn FROM fact_credit
  WHERE day = (SELECT max(day) FROM fact_credit WHERE day < $first)
), closing AS (
  SELECT credit_id, currency, stage, drawn FROM fact_credit WHERE day = $last
)
SELECT coalesce(c.currency, o.currency) AS currency, coalesce(o.stage, 0) AS was,
       coalesce(c.stage, 0) AS is_now, count(*) AS credits,
       coalesce(sum(o.drawn), 0)::BIGINT AS drawn_then,
       coalesce(sum(c.drawn), 0)::BIGINT AS drawn_now
FROM opening o FULL JOIN closing c USING (credit_id)
GROUP BY ALL
ORDER BY ALL
