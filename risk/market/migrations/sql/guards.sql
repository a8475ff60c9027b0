-- What a day's end found, what was published and what two people agreed on stays as it was.
CREATE FUNCTION market_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['market_paryield', 'market_limit', 'market_currencyday',
    'market_position', 'market_valueatrisk', 'market_rateday', 'market_shock',
    'market_sensitivity', 'market_breach'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION market_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- A bond is sold once; what it is never changes.
CREATE FUNCTION market_guard_bond() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.isin, OLD.name, OLD.currency, OLD.nominal, OLD.coupon, OLD.coupons_a_year,
      OLD.matures_on, OLD.bought_on, OLD.recorded_by, OLD.recorded_at)
    IS DISTINCT FROM
     (NEW.isin, NEW.name, NEW.currency, NEW.nominal, NEW.coupon, NEW.coupons_a_year,
      NEW.matures_on, NEW.bought_on, NEW.recorded_by, NEW.recorded_at)
    OR OLD.sold_on IS NOT NULL THEN
    RAISE EXCEPTION 'a bond that was recorded is only sold, and once'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON market_bond
  FOR EACH ROW EXECUTE FUNCTION market_guard_bond();
REVOKE UPDATE, DELETE, TRUNCATE ON market_bond FROM bankcore_app;
GRANT UPDATE (sold_on, ended_by) ON market_bond TO bankcore_app;
