-- Cards and their uses: what PostgreSQL itself keeps true, whoever writes.

CREATE FUNCTION issuing_card_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.account_id, NEW.customer_id, NEW.token, NEW.brand, NEW.last4,
      NEW.expiry_month, NEW.expiry_year, NEW.currency, NEW.replaces_id, NEW.ordered_by, NEW.ordered_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.account_id, OLD.customer_id, OLD.token, OLD.brand, OLD.last4,
      OLD.expiry_month, OLD.expiry_year, OLD.currency, OLD.replaces_id, OLD.ordered_by, OLD.ordered_at) THEN
    RAISE EXCEPTION 'card % stays what it is', OLD.public_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (
      ('ACTIVE', 'FROZEN'), ('ACTIVE', 'BLOCKED'), ('FROZEN', 'ACTIVE'), ('FROZEN', 'BLOCKED'),
      ('BLOCKED', 'ACTIVE'), ('BLOCKED', 'FROZEN'),
      ('ACTIVE', 'LOST'), ('FROZEN', 'LOST'), ('BLOCKED', 'LOST'),
      ('ACTIVE', 'STOLEN'), ('FROZEN', 'STOLEN'), ('BLOCKED', 'STOLEN'),
      ('ACTIVE', 'EXPIRED'), ('FROZEN', 'EXPIRED'), ('BLOCKED', 'EXPIRED')) THEN
    RAISE EXCEPTION 'card % does not go from % to %', OLD.public_id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM issuing_cardstatechange
                 WHERE card_id = NEW.id AND before = OLD.state AND after = NEW.state) THEN
    RAISE EXCEPTION 'card % changes with a line that says by whom', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER card_changed BEFORE UPDATE ON issuing_card
  FOR EACH ROW EXECUTE FUNCTION issuing_card_changed();

-- Money is set aside for a card that may be used, and for no other: the card is locked meanwhile.
CREATE FUNCTION issuing_authorised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state NOT IN ('APPROVED', 'DECLINED') THEN
    RAISE EXCEPTION 'an authorisation begins approved or declined' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'APPROVED' THEN
    PERFORM FROM issuing_card WHERE id = NEW.card_id AND state = 'ACTIVE' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the card may not be used' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER authorised BEFORE INSERT ON issuing_authorisation
  FOR EACH ROW EXECUTE FUNCTION issuing_authorised();

CREATE FUNCTION issuing_authorisation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - '{state,cleared_minor,ended_at}'::text[]
     <> to_jsonb(OLD) - '{state,cleared_minor,ended_at}'::text[] THEN
    RAISE EXCEPTION 'authorisation % stays what it is', OLD.public_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('APPROVED', 'REVERSED'), ('APPROVED', 'EXPIRED'), ('APPROVED', 'CLEARED'),
      ('EXPIRED', 'CLEARED')) THEN
    RAISE EXCEPTION 'authorisation % does not go from % to %', OLD.public_id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.cleared_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM issuing_presentment
                           WHERE authorisation_id = NEW.id AND NOT is_credit) THEN
    RAISE EXCEPTION 'authorisation % has booked what was presented', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER authorisation_changed BEFORE UPDATE ON issuing_authorisation
  FOR EACH ROW EXECUTE FUNCTION issuing_authorisation_changed();

-- No more is given back than was booked: whoever writes one holds the card locked.
CREATE FUNCTION issuing_presented() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.is_credit AND NEW.amount_minor + (SELECT coalesce(sum(amount_minor), 0) FROM issuing_presentment
                                           WHERE authorisation_id = NEW.authorisation_id AND is_credit)
     > (SELECT cleared_minor FROM issuing_authorisation WHERE id = NEW.authorisation_id) THEN
    RAISE EXCEPTION 'more is given back than was booked' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER presented BEFORE INSERT ON issuing_presentment
  FOR EACH ROW EXECUTE FUNCTION issuing_presented();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['issuing_card', 'issuing_cardstatechange', 'issuing_authorisation',
    'issuing_presentment']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_stay BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY['issuing_cardstatechange', 'issuing_presentment']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_never_change BEFORE UPDATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
  END LOOP;
END $$;
GRANT UPDATE (state, online, contactless, atm, abroad, purchases_day_minor, purchases_month_minor,
              cash_day_minor, cash_month_minor) ON issuing_card TO bankcore_app;
GRANT UPDATE (state, cleared_minor, ended_at) ON issuing_authorisation TO bankcore_app;
