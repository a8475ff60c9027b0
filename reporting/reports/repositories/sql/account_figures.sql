-- Accounts by product, branch and line: how many there were before, came, went and are, what stood on
-- them before and stands now, what is overdrawn, and fees charged (kind 8) less those given back.
-- The bank's own accounts on the same lines have no product. A closed account's last booking is that
-- of its closing.
WITH held AS (
  SELECT * FROM dim_account_on($last)
), lines AS (
  SELECT DISTINCT gl_code FROM held WHERE kind = 'CUSTOMER'
), moved AS (
  SELECT e.account_id, sum(e.amount) FILTER (e.booking_date < $first) AS before,
         sum(e.amount) AS now, max(e.booking_date) AS moved_on,
         -sum(e.amount) FILTER (e.booking_date >= $first AND coalesce(r.reversed_kind, e.kind) = 8)
           AS fees
  FROM fact_entry e LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
  WHERE e.booking_date <= $last GROUP BY e.account_id
), each_of AS (
  SELECT a.product, a.branch, a.gl_code, a.currency, a.opened_on, a.status = 4 AS is_closed,
         coalesce(m.before, 0) AS before, coalesce(m.now, 0) AS now, coalesce(m.fees, 0) AS fees,
         coalesce(m.moved_on, a.opened_on) AS moved_on
  FROM held a JOIN lines l ON l.gl_code = a.gl_code
  LEFT JOIN moved m ON m.account_id = a.account_id
)
SELECT product, branch, gl_code, currency,
       count(*) FILTER (opened_on < $first AND NOT (is_closed AND moved_on < $first)) AS accounts_before,
       count(*) FILTER (opened_on >= $first) AS opened,
       count(*) FILTER (is_closed AND moved_on >= $first) AS closed,
       count(*) FILTER (NOT is_closed) AS accounts,
       sum(before)::BIGINT AS balance_before, sum(now)::BIGINT AS balance,
       sum(least(now, 0))::BIGINT AS debit, sum(fees)::BIGINT AS fees
FROM each_of
GROUP BY ALL ORDER BY product NULLS LAST, branch, currency, gl_code
