-- Accounts at the end of each month of the range; of the running month, as last loaded.
SELECT h.*, m.month, m.closing, m.credits, m.debits
FROM held h
JOIN fact_month m
  ON m.account_id = h.account_id
 AND m.month BETWEEN date_trunc('month', h.first) AND h.last
