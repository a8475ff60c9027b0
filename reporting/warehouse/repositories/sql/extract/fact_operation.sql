-- What networks have kept is told by their advices, found by the reference of the clearing record.
SELECT 'GATEWAY' AS channel, o.id AS operation_id, o.intent_id AS payment_id, o.merchant_id,
       NULL::uuid AS account_public_id, o.kind, o.state, m.kind AS instrument,
       o.connector AS network, m.brand, m.country, o.currency,
       coalesce(o.approved_minor, o.amount_minor) AS amount, o.fee_minor AS fee,
       o.excess_minor AS excess, k.interchange, k.scheme_fee, k.advised_on, o.eci,
       (SELECT u.state FROM gateway_authentication u
        WHERE u.intent_id = o.intent_id ORDER BY u.id DESC LIMIT 1) AS authentication,
       o.decline_code, o.reason, s.is_sandbox, o.business_date, o.txn_id,
       (SELECT t.booking_date FROM ledger_txn t WHERE t.id = o.return_txn_id) AS returned_on,
       o.return_txn_id, (o.created_at AT TIME ZONE 'UTC')::date AS created_on
FROM gateway_operation o
JOIN gateway_paymentmethod m ON m.id = o.payment_method_id
JOIN gateway_merchant s ON s.id = o.merchant_id
LEFT JOIN (
  SELECT coalesce(r.operation_id, c.operation_id) AS operation_id,
         sum(l.interchange_minor)::bigint AS interchange,
         sum(l.scheme_fee_minor)::bigint AS scheme_fee, max(t.booking_date) AS advised_on
  FROM settlement_networkadviceline l
  JOIN settlement_networkadvice v ON v.id = l.advice_id
  JOIN ledger_txn t ON t.id = v.fees_txn_id
  LEFT JOIN settlement_clearingrecord r
    ON r.arn = l.arn AND r.kind = l.kind AND r.state <> 'REFILED'
  -- A chargeback is the network's own: it has the reference of what it takes back.
  LEFT JOIN LATERAL (
    SELECT min(b.id) AS operation_id
    FROM settlement_clearingrecord p
    JOIN gateway_operation q ON q.id = p.operation_id
    JOIN gateway_operation b ON b.intent_id = q.intent_id AND b.kind = 'CHARGEBACK'
    WHERE l.kind = 'CHARGEBACK' AND p.arn = l.arn AND p.kind = 'PRESENTMENT') c ON true
  GROUP BY 1) k ON k.operation_id = o.id
UNION ALL
SELECT 'OUTGOING', p.id, p.id, NULL, p.account_id, 'CREDIT_TRANSFER',
       CASE WHEN p.given_back THEN 'GIVEN_BACK' ELSE p.state END,
       CASE WHEN p.is_instant THEN 'INSTANT' ELSE 'TRANSFER' END, '', '',
       left(p.creditor_iban, 2), p.currency, p.amount_minor, 0, 0, NULL, NULL, NULL, '', NULL,
       '', '', false, (SELECT t.booking_date FROM ledger_txn t WHERE t.id = p.txn_id), p.txn_id,
       NULL, NULL, (p.created_at AT TIME ZONE 'UTC')::date
FROM payments_externalpayment p
