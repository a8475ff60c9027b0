-- What accounts had accrued and not posted at the end of the last business day that is in the books:
-- what their last posting left over, and what came since. Sums over all of them are the control
-- accounts' balances. An account whose interest was posted to the cent has a row of nothing.
WITH last AS (
  SELECT max(business_day) AS day FROM accounts_interestbook WHERE business_day <= %(day)s
), posted AS (
  SELECT DISTINCT ON (p.account_id, p.side) p.account_id, p.side, p.period_end, p.carried,
         p.adjusted_through
  FROM accounts_interestposting p JOIN last ON p.booked_on <= last.day
  ORDER BY p.account_id, p.side, p.period_end DESC
), accrued AS (
  SELECT i.account_id, i.side, i.amount
  FROM accounts_interestaccrual i
  JOIN accounts_interestday d ON d.day = i.day
  JOIN last ON d.business_day <= last.day
  LEFT JOIN posted p ON p.account_id = i.account_id AND p.side = i.side
  WHERE p.period_end IS NULL OR i.day > p.period_end
  UNION ALL
  SELECT j.account_id, j.side, j.amount
  FROM accounts_interestadjustment j
  JOIN last ON j.adjusted_on <= last.day
  LEFT JOIN posted p ON p.account_id = j.account_id AND p.side = j.side
  WHERE j.adjusted_on > coalesce(p.adjusted_through, '-infinity')
  UNION ALL
  SELECT account_id, side, carried FROM posted
)
SELECT x.account_id, x.side, (SELECT day FROM last) AS day, c.code AS currency,
       sum(x.amount) AS unposted
FROM accrued x
JOIN accounts_account a ON a.ledger_account_id = x.account_id
JOIN ledger_currency c ON c.number = a.currency
GROUP BY x.account_id, x.side, c.code
