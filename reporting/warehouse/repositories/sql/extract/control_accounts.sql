-- What the ledger says of each account once the transactions are left out that are not final yet.
-- A balance follows from the entries by trigger; its sequence number is how many they are.
SELECT b.account_id, b.seq - coalesce(p.entries, 0) AS entries,
       b.cr_posted - b.dr_posted - coalesce(p.amount, 0) AS amount
FROM ledger_balance b
LEFT JOIN (
  SELECT e.account_id, count(*) AS entries, sum(e.amount) AS amount
  FROM ledger_txn t
  JOIN ledger_entry e ON e.txn_id = t.id AND e.booking_date = t.booking_date
  WHERE t.xid >= %(to_xid)s
  GROUP BY e.account_id) p ON p.account_id = b.account_id
