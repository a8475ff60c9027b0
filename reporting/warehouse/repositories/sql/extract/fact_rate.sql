-- Rates that were published; few enough to be read whole.
SELECT source, currency, day, rate FROM payments_fxrate WHERE base = 'EUR'
