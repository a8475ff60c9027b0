-- A month's entries of every transaction that has become final since the last load.
SELECT e.account_id, e.seq, e.txn_id, e.leg, e.booking_date, e.value_date, e.amount,
       c.code AS currency, t.kind, t.created_at AT TIME ZONE 'UTC' AS known_at, t.xid
FROM ledger_txn t
JOIN ledger_entry e ON e.txn_id = t.id AND e.booking_date = t.booking_date
JOIN ledger_currency c ON c.number = e.currency
WHERE t.xid >= %(from_xid)s AND t.xid < %(to_xid)s
  AND t.booking_date >= %(month)s::date AND t.booking_date < %(month)s::date + interval '1 month'
  AND e.booking_date >= %(month)s::date AND e.booking_date < %(month)s::date + interval '1 month'
