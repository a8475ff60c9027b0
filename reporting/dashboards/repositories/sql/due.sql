-- Instalments of loans that fall due in the year after the last day.
SELECT h.*, d.due_id, d.due_date, d.principal, d.interest
FROM held h
JOIN fact_due d
  ON d.account_id = h.account_id AND d.contract = 'LOAN' AND d.is_open
 AND d.due_date > h.last AND d.due_date <= h.last + INTERVAL 1 YEAR
