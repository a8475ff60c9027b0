-- Loans as they stood on the last day, or before it where they were told last.
WITH told AS (
  SELECT l.*
  FROM fact_loan l JOIN choice k ON l.day <= k.last
  QUALIFY row_number() OVER (PARTITION BY l.loan_id ORDER BY l.day DESC) = 1
)
SELECT h.*, l.loan_id, l.state, l.principal, l.outstanding, l.days_past_due, l.disbursed_on,
       CASE WHEN l.days_past_due <= 0 THEN '1 not late'
            WHEN l.days_past_due <= 30 THEN '2 up to 30 days'
            WHEN l.days_past_due <= 60 THEN '3 31 to 60 days'
            WHEN l.days_past_due <= 90 THEN '4 61 to 90 days'
            ELSE '5 over 90 days' END AS lateness
FROM told l JOIN held h ON h.account_id = l.account_id
