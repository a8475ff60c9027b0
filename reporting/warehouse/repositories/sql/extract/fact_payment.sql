SELECT 'GATEWAY' AS channel, i.id AS payment_id, i.merchant_id, NULL::uuid AS account_public_id,
       i.state, i.currency, i.amount_minor AS amount, i.authorised_minor AS authorised,
       i.captured_minor AS captured, i.refunded_minor AS refunded, i.disputed_minor AS disputed,
       i.decline_code, i.risk_outcome, (i.created_at AT TIME ZONE 'UTC')::date AS created_on,
       i.created_at AT TIME ZONE 'UTC' AS created_at, i.canceled_at AT TIME ZONE 'UTC' AS ended_at
FROM gateway_paymentintent i
UNION ALL
SELECT 'OUTGOING', p.id, NULL, p.account_id, p.state, p.currency, p.amount_minor, p.amount_minor,
       CASE p.state WHEN 'SETTLED' THEN p.amount_minor ELSE 0 END, 0, 0, '', '',
       (p.created_at AT TIME ZONE 'UTC')::date, p.created_at AT TIME ZONE 'UTC',
       (SELECT t.created_at AT TIME ZONE 'UTC' FROM ledger_txn t WHERE t.id = p.settled_txn_id)
FROM payments_externalpayment p
