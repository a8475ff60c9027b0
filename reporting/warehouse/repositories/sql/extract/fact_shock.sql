SELECT d.day, s.currency, s.scenario, s.value_change, s.income_change
FROM market_shock s
JOIN market_rateday d ON d.id = s.day_id
