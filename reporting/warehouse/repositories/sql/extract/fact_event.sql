SELECT id AS event_id, name, subject, (occurred_at AT TIME ZONE 'UTC')::date AS occurred_on,
       occurred_at AT TIME ZONE 'UTC' AS occurred_at, xid
FROM outbox_event
WHERE xid >= %(from_xid)s AND xid < %(to_xid)s
