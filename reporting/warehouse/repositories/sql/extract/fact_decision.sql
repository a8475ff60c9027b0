SELECT id AS decision_id, channel, outcome, score, jsonb_array_length(findings) AS findings,
       is_fallback, milliseconds, (decided_at AT TIME ZONE 'UTC')::date AS decided_on,
       decided_at AT TIME ZONE 'UTC' AS decided_at, xid
FROM risk_screeningdecision
WHERE xid >= %(from_xid)s AND xid < %(to_xid)s
