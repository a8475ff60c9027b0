-- Direct debits on customers' accounts: what PostgreSQL itself keeps true, whoever writes.

CREATE FUNCTION interbank_collection_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change CONSTANT text[] := ARRAY['state', 'refusal', 'reason', 'booked_on', 'txn_id',
  'back_txn_id', 'answer_id', 'changed_at', 'creditor_name', 'wire_account'];
BEGIN
  IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'collection % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('WAITING', 'BOOKED'), ('WAITING', 'RETURNED'), ('BOOKED', 'REFUNDED')) THEN
    RAISE EXCEPTION 'collection % does not go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.txn_id IS NOT NULL AND (NEW.txn_id, NEW.booked_on) IS DISTINCT FROM (OLD.txn_id, OLD.booked_on))
     OR (OLD.back_txn_id IS NOT NULL AND NEW.back_txn_id IS DISTINCT FROM OLD.back_txn_id)
     OR (OLD.answer_id IS NOT NULL AND NEW.answer_id IS DISTINCT FROM OLD.answer_id)
     OR (OLD.refusal <> '' AND NEW.refusal <> OLD.refusal) THEN
    RAISE EXCEPTION 'collection % was booked, given back or answered once', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER collection_changed BEFORE UPDATE ON interbank_collection
  FOR EACH ROW EXECUTE FUNCTION interbank_collection_changed();

CREATE FUNCTION interbank_claim_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_at', 'words'] IS DISTINCT FROM
     to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_at', 'words']
     OR (OLD.state <> 'ASKED' AND (NEW.state, NEW.decided_by, NEW.decided_at)
         IS DISTINCT FROM (OLD.state, OLD.decided_by, OLD.decided_at)) THEN
    RAISE EXCEPTION 'claim % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claim_changed BEFORE UPDATE ON interbank_debitclaim
  FOR EACH ROW EXECUTE FUNCTION interbank_claim_changed();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['interbank_collection', 'interbank_debitmandate',
    'interbank_mandateamendment', 'interbank_debitclaim']
  LOOP
    EXECUTE format('CREATE TRIGGER kept BEFORE DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION interbank_kept()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;
CREATE TRIGGER kept_whole BEFORE UPDATE ON interbank_mandateamendment
  FOR EACH ROW EXECUTE FUNCTION interbank_kept();
GRANT UPDATE (state, refusal, reason, booked_on, txn_id, back_txn_id, answer_id, changed_at,
  creditor_name, wire_account) ON interbank_collection TO bankcore_app;
GRANT UPDATE (creditor_id, reference, account_id, creditor_name, signed_on, first_used_on,
  last_used_on, uses, confirmed_at, stopped_at) ON interbank_debitmandate TO bankcore_app;
GRANT UPDATE (state, decided_by, decided_at, words) ON interbank_debitclaim TO bankcore_app;
