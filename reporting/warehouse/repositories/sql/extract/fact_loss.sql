-- A month's days of measurement; what was measured is never changed.
SELECT l.id AS loss_id, d.day, e.customer AS customer_public_id, e.reference, e.kind, e.currency,
       l.stage, l.drawn, l.undrawn, l.amount
FROM provisions_loss l
JOIN provisions_provisionday d ON d.id = l.day_id
JOIN provisions_exposure e ON e.id = l.exposure_id
WHERE d.day BETWEEN %(day)s::date - 40 AND %(day)s::date
