-- Decisions of risk in the range; the warehouse does not know of which branch they are.
SELECT d.decision_id, d.channel, d.outcome, d.score, d.findings, d.decided_on, d.decided_at,
       lpad((least(d.score, 999) // 100 * 100)::VARCHAR, 3, '0') || ' to '
         || CASE WHEN d.score >= 900 THEN '1000' ELSE (d.score // 100 * 100 + 99)::VARCHAR END
         AS score_band
FROM choice k JOIN fact_decision d ON d.decided_on BETWEEN k.first AND k.until
