-- Interest that accrued on customers' accounts between two days: what was booked through the lines of
-- accrued interest (2200 customers earn, 1300 they pay), and what is accrued and not booked then and
-- before. What loans have earned comes beside it, and what credits are expected to lose.
WITH held AS (
  SELECT a.account_id, a.currency, c.public_id AS customer
  FROM dim_account_on($last) a
  JOIN dim_customer_on($last) c ON c.customer_id = a.customer_id
), accrual AS (
  SELECT e.txn_id, e.currency, max(a.gl_code) AS gl_code
  FROM fact_entry e JOIN dim_account_on($last) a ON a.account_id = e.account_id
  LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
  WHERE a.gl_code IN ('1300', '2200') AND coalesce(r.reversed_kind, e.kind) = 7
    AND e.booking_date BETWEEN $first AND $last
  GROUP BY e.txn_id, e.currency
), booked AS (
  SELECT h.customer, h.currency, CASE b.gl_code WHEN '2200' THEN '5000' ELSE '4000' END AS gl_code,
         -sum(e.amount)::DECIMAL(38, 8) AS amount
  FROM accrual b JOIN fact_entry e ON e.txn_id = b.txn_id AND e.currency = b.currency
  JOIN held h ON h.account_id = e.account_id
  GROUP BY ALL
), standing AS (
  SELECT account_id, side, max_by(unposted, day) FILTER (day <= $last) AS now,
         max_by(unposted, day) FILTER (day < $first) AS before
  FROM fact_interest WHERE day <= $last GROUP BY account_id, side
), accrued AS (
  SELECT h.customer, h.currency, CASE s.side WHEN 1 THEN '5000' ELSE '4000' END AS gl_code,
         sum(-s.side * (s.now - coalesce(s.before, 0)))::DECIMAL(38, 8) AS amount
  FROM standing s JOIN held h ON h.account_id = s.account_id
  GROUP BY ALL
), loans AS (
  SELECT account_id, max_by(interest, day) AS interest, max_by(penalties, day) AS penalties,
         coalesce(max_by(interest, day) FILTER (day < $first), 0) AS interest_before,
         coalesce(max_by(penalties, day) FILTER (day < $first), 0) AS penalties_before
  FROM fact_loan_income WHERE day <= $last GROUP BY account_id, loan_id
), earned AS (
  SELECT h.customer, h.currency, '4010' AS gl_code,
         sum(l.interest - l.interest_before)::DECIMAL(38, 8) AS amount
  FROM loans l JOIN held h ON h.account_id = l.account_id GROUP BY ALL
  UNION ALL
  SELECT h.customer, h.currency, '4110', sum(l.penalties - l.penalties_before)::DECIMAL(38, 8)
  FROM loans l JOIN held h ON h.account_id = l.account_id GROUP BY ALL
), days AS (
  SELECT max(day) FILTER (day <= $last) AS now, max(day) FILTER (day < $first) AS before
  FROM fact_credit
), losses AS (
  SELECT k.customer_public_id AS customer, k.currency, '5810' AS gl_code,
         sum(CASE k.day WHEN d.now THEN -k.allowance ELSE k.allowance END)::DECIMAL(38, 8) AS amount
  FROM fact_credit k JOIN days d ON k.day IN (d.now, d.before) AND d.now <> coalesce(d.before, DATE '0001-01-01')
  GROUP BY ALL
)
SELECT customer, currency, gl_code, sum(amount)::DECIMAL(38, 8) AS amount
FROM (FROM booked UNION ALL FROM accrued UNION ALL FROM earned UNION ALL FROM losses)
GROUP BY ALL ORDER BY ALL
