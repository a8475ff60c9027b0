-- What the days' ends of risk have kept, a figure a row; few enough to be read whole.
SELECT r.day, f.figure, f.amount, f.words
FROM market_rateday r
CROSS JOIN LATERAL (VALUES
  ('TIER_ONE', r.tier_one, ''), ('VALUE_LOSS', r.value_loss, r.scenario),
  ('INCOME_LOSS', r.income_loss, ''), ('OUTLIER_COUNT', r.is_outlier::int, ''),
  ('RATES_LEFT_OUT_COUNT', (r.left_out <> '')::int, r.left_out)) f (figure, amount, words)
UNION ALL
SELECT c.day, f.figure, f.amount, f.words
FROM market_currencyday c
CROSS JOIN LATERAL (VALUES
  ('EXCHANGE_CAPITAL', c.capital, ''), ('EXCHANGE_GROSS', c.gross, c.left_out)) f (figure, amount, words)
UNION ALL
SELECT e.day, f.figure, f.amount, f.words
FROM exposures_exposureday e
CROSS JOIN LATERAL (VALUES
  ('LENT_DRAWN', e.drawn, e.left_out), ('LENT_UNDRAWN', e.undrawn, ''),
  ('LENT_COVERED', e.covered, ''), ('NAMES_COUNT', e.names::bigint, '')) f (figure, amount, words)
UNION ALL
SELECT o.day, f.figure, f.amount, f.words
FROM operational_capitalday o
CROSS JOIN LATERAL (VALUES
  ('BUSINESS_INDICATOR', o.indicator, o.years), ('INDICATOR_COMPONENT', o.component, o.bucket::text),
  ('LOSS_COMPONENT', o.losses, ''), ('LOSS_YEARS', o.loss_years::bigint, ''),
  ('OPERATIONAL_CAPITAL', o.capital, o.multiplier::text),
  ('OPERATIONAL_WEIGHTED', o.weighted, '')) f (figure, amount, words)
