SELECT r.txn_id, r.reverses_id, o.kind AS reversed_kind, t.booking_date
FROM ledger_reversal r
JOIN ledger_txn t ON t.id = r.txn_id
JOIN ledger_txn o ON o.id = r.reverses_id
