-- Tellers' drawers: what PostgreSQL itself keeps true, whoever writes.

-- A session is its drawer's own: same teller, same currency. A drawer's books are in its currency.
ALTER TABLE payments_tellerdrawer ADD CONSTRAINT payments_drawer_identity UNIQUE (id, teller_id, currency);
ALTER TABLE payments_tellerdrawer ADD CONSTRAINT payments_drawer_in_its_currency
  FOREIGN KEY (ledger_account_id, currency) REFERENCES ledger_account (id, currency);
ALTER TABLE payments_drawersession ADD CONSTRAINT payments_session_of_its_drawer
  FOREIGN KEY (drawer_id, teller_id, currency) REFERENCES payments_tellerdrawer (id, teller_id, currency);

-- What was counted is the sum of its pieces, and no piece is counted below zero.
CREATE FUNCTION payments_count_total(pieces jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN min(value::bigint) < 0 THEN -1
              ELSE coalesce(sum(key::bigint * value::bigint), 0)::bigint END
  FROM jsonb_each_text(pieces)
$$;
ALTER TABLE payments_drawersession ADD CONSTRAINT payments_drawer_count_adds_up
  CHECK (count IS NULL OR payments_count_total(count) = counted_minor);

CREATE FUNCTION payments_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.drawer_id, NEW.teller_id, NEW.currency, NEW.opened_at, NEW.opening_minor)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.drawer_id, OLD.teller_id, OLD.currency, OLD.opened_at, OLD.opening_minor) THEN
    RAISE EXCEPTION 'how session % was opened does not change', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('OPEN', 'COUNTED'), ('OPEN', 'CLOSED'),
                                    ('COUNTED', 'OPEN'), ('COUNTED', 'CLOSED')) THEN
    RAISE EXCEPTION 'session % does not go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER session_changed BEFORE UPDATE ON payments_drawersession
  FOR EACH ROW EXECUTE FUNCTION payments_session_changed();

-- The share lock keeps the session open until the cash is booked, and no session closes under it.
CREATE FUNCTION payments_cash_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM payments_drawersession WHERE id = NEW.session_id AND state <> 'CLOSED' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no cash moves in the closed session %', NEW.session_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cash_moved BEFORE INSERT ON payments_cashmovement
  FOR EACH ROW EXECUTE FUNCTION payments_cash_moved();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['payments_tellerdrawer', 'payments_drawersession', 'payments_cashmovement']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_stay BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY['payments_tellerdrawer', 'payments_cashmovement']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_never_change BEFORE UPDATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
  END LOOP;
END $$;
GRANT UPDATE (state, count, counted_minor, expected_minor, difference_minor, difference_reason, counted_at,
  approval_id, closed_at, closed_by) ON payments_drawersession TO bankcore_app;
