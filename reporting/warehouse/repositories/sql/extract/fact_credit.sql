-- Of each day whose close has become final since the last load: provisions are booked before it.
SELECT e.id AS credit_id, d.day, e.customer AS customer_public_id, e.kind, e.product, e.segment,
       e.currency, l.stage, l.days_past_due, l.drawn, l.undrawn, l.collateral, l.pd, l.line,
       l.amount AS allowance
FROM ledger_period p
JOIN provisions_provisionday d ON d.day BETWEEN p.first_day AND p.last_day
JOIN provisions_loss l ON l.day_id = d.id
JOIN provisions_exposure e ON e.id = l.exposure_id
WHERE p.xid >= %(from_xid)s AND p.xid < %(to_xid)s
