-- Entries of the days of the range.
SELECT h.*, e.booking_date, e.txn_id, e.leg, e.amount,
       coalesce(n.name, 'kind ' || e.kind) AS kind_name
FROM held h
JOIN fact_entry e ON e.account_id = h.account_id AND e.booking_date BETWEEN h.first AND h.last
LEFT JOIN kind_names n ON n.kind = e.kind
