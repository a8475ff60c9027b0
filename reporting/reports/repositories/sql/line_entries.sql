-- The entries of a line between two days, in the order in which they were booked.
SELECT e.currency, e.booking_date, e.value_date, e.txn_id, e.leg, e.account_id, e.kind, e.amount
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
WHERE a.gl_code = $line AND e.booking_date BETWEEN $first AND $last
ORDER BY e.currency, e.booking_date, e.txn_id, e.leg
LIMIT $most
