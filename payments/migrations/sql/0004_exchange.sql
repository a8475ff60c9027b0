-- Foreign exchange: what was published, offered and done is added to and never changed.
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['payments_fxrate', 'payments_fxmargin', 'payments_fxquote',
    'payments_fxorder', 'payments_fxposition', 'payments_fxrevaluation', 'payments_fxcoverdeal',
    'payments_fxresultsale']
  LOOP
    EXECUTE format('CREATE TRIGGER exchange_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- A quote is an offer for a time: no order stands on one that was over.
CREATE FUNCTION payments_fxorder_in_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payments_fxquote q
                 WHERE q.id = NEW.quote_id AND NEW.executed_at < q.valid_until) THEN
    RAISE EXCEPTION 'the quote of exchange % was over', NEW.txn_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER exchange_in_time BEFORE INSERT ON payments_fxorder
  FOR EACH ROW EXECUTE FUNCTION payments_fxorder_in_time();

-- The terms a bank starts with: 1.5 % of mid, for every pair and product.
INSERT INTO payments_fxmargin (product_id, sell_currency, buy_currency, effective_from, margin)
VALUES (NULL, '', '', '2000-01-01', 0.015);
