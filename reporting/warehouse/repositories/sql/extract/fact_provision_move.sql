SELECT d.day, m.currency, m.line, m.cause, m.amount
FROM provisions_movement m
JOIN provisions_provisionday d ON d.id = m.day_id
