-- Instant payments and recalls: what PostgreSQL itself keeps true, whoever writes.

CREATE FUNCTION interbank_sending_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'ask_at' - 'asked' IS DISTINCT FROM to_jsonb(OLD) - 'ask_at' - 'asked' THEN
    RAISE EXCEPTION 'sending % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.ask_at IS NULL AND NEW.ask_at IS NOT NULL THEN
    RAISE EXCEPTION 'sending % has ended', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sending_changed BEFORE UPDATE ON interbank_instantsending
  FOR EACH ROW EXECUTE FUNCTION interbank_sending_changed();

-- Sealed columns (debtor_name, answer, consent) may be written anew: keys are rotated.
CREATE FUNCTION interbank_instant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := ARRAY['state', 'reason', 'inbound_id', 'ask_at', 'asked', 'changed_at', 'debtor_name', 'answer'];
BEGIN
  IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
    RAISE EXCEPTION 'instant payment % stays what it is', OLD.transaction_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('ACCEPTED', 'CREDITED'), ('ACCEPTED', 'SUSPENSE'), ('ACCEPTED', 'LAPSED')) THEN
    RAISE EXCEPTION 'instant payment % does not go from % to %', OLD.transaction_id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.inbound_id IS NOT NULL AND NEW.inbound_id IS DISTINCT FROM OLD.inbound_id THEN
    RAISE EXCEPTION 'instant payment % has ended', OLD.transaction_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instant_changed BEFORE UPDATE ON interbank_instantincoming
  FOR EACH ROW EXECUTE FUNCTION interbank_instant_changed();

CREATE FUNCTION interbank_recall_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := ARRAY['state', 'answer_id', 'refusal', 'consent', 'txn_id', 'closed_at'];
BEGIN
  IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
    RAISE EXCEPTION 'recall % stays what it is', OLD.case_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> 'OPEN' AND to_jsonb(NEW) - 'consent' IS DISTINCT FROM to_jsonb(OLD) - 'consent' THEN
    RAISE EXCEPTION 'recall % is closed', OLD.case_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recall_changed BEFORE UPDATE ON interbank_recall
  FOR EACH ROW EXECUTE FUNCTION interbank_recall_changed();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['interbank_instantsending', 'interbank_instantincoming', 'interbank_recall']
  LOOP
    EXECUTE format('CREATE TRIGGER kept BEFORE DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION interbank_kept()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;
GRANT UPDATE (ask_at, asked) ON interbank_instantsending TO bankcore_app;
GRANT UPDATE (state, reason, inbound_id, ask_at, asked, changed_at, debtor_name, answer)
  ON interbank_instantincoming TO bankcore_app;
GRANT UPDATE (state, answer_id, refusal, consent, txn_id, closed_at) ON interbank_recall TO bankcore_app;
