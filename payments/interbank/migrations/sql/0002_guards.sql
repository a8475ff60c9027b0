-- Payments between banks: what PostgreSQL itself keeps true, whoever writes.

CREATE FUNCTION interbank_item_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.network, NEW.kind, NEW.operation_id, NEW.payment_txn_id, NEW.account_id, NEW.line,
      NEW.amount_minor, NEW.currency, NEW.end_to_end_id, NEW.mandate_reference)
     IS DISTINCT FROM
     (OLD.id, OLD.network, OLD.kind, OLD.operation_id, OLD.payment_txn_id, OLD.account_id, OLD.line,
      OLD.amount_minor, OLD.currency, OLD.end_to_end_id, OLD.mandate_reference) THEN
    RAISE EXCEPTION 'item % stays what it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.trace_id IS NOT NULL AND (NEW.trace_id, NEW.file_id) IS DISTINCT FROM (OLD.trace_id, OLD.file_id) THEN
    RAISE EXCEPTION 'item % has been in a file', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('QUEUED', 'IN_FILE'), ('QUEUED', 'CANCELLED'),
      ('IN_FILE', 'ACKNOWLEDGED'), ('IN_FILE', 'SETTLED'), ('IN_FILE', 'REJECTED'),
      ('ACKNOWLEDGED', 'SETTLED'), ('ACKNOWLEDGED', 'REJECTED'), ('SETTLED', 'RETURNED')) THEN
    RAISE EXCEPTION 'item % does not go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.back_txn_id IS NOT NULL AND NEW.back_txn_id IS DISTINCT FROM OLD.back_txn_id THEN
    RAISE EXCEPTION 'item % was given back once', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER item_changed BEFORE UPDATE ON interbank_item
  FOR EACH ROW EXECUTE FUNCTION interbank_item_changed();

CREATE FUNCTION interbank_file_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.network, NEW.direction, NEW.name, NEW.message_id, NEW.sha256, NEW.kind,
      NEW.count, NEW.total_minor, NEW.currency, NEW.business_date, NEW.due_date)
     IS DISTINCT FROM
     (OLD.id, OLD.network, OLD.direction, OLD.name, OLD.message_id, OLD.sha256, OLD.kind,
      OLD.count, OLD.total_minor, OLD.currency, OLD.business_date, OLD.due_date) THEN
    RAISE EXCEPTION 'file % stays what it is', OLD.name USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('WRITTEN', 'DELIVERED'), ('DELIVERED', 'ACKNOWLEDGED'), ('DELIVERED', 'REFUSED')) THEN
    RAISE EXCEPTION 'file % does not go from % to %', OLD.name, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER file_changed BEFORE UPDATE ON interbank_exchangefile
  FOR EACH ROW EXECUTE FUNCTION interbank_file_changed();

CREATE FUNCTION interbank_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- Sealed columns alone may be written anew: keys are rotated.
CREATE FUNCTION interbank_inbound_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'debtor_name' IS DISTINCT FROM to_jsonb(OLD) - 'debtor_name' THEN
    RAISE EXCEPTION 'payment % stays what it is', OLD.transaction_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER inbound_changed BEFORE UPDATE ON interbank_inbounditem
  FOR EACH ROW EXECUTE FUNCTION interbank_inbound_changed();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['interbank_settlement', 'interbank_inbounditem', 'interbank_correction',
    'interbank_item', 'interbank_exchangefile', 'interbank_tracenumber']
  LOOP
    EXECUTE format('CREATE TRIGGER kept BEFORE DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION interbank_kept()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;
CREATE TRIGGER kept_whole BEFORE UPDATE ON interbank_settlement
  FOR EACH ROW EXECUTE FUNCTION interbank_kept();
GRANT UPDATE (number) ON interbank_tracenumber TO bankcore_app;
GRANT UPDATE (debtor_name) ON interbank_inbounditem TO bankcore_app;
GRANT UPDATE (corrected) ON interbank_correction TO bankcore_app;
GRANT UPDATE (state, reason, detail, delivered_at, answered_at, content) ON interbank_exchangefile
  TO bankcore_app;
GRANT UPDATE (state, trace_id, file_id, reason, return_reference, back_txn_id, changed_at, due_date,
  sequence, other_name, other_account) ON interbank_item TO bankcore_app;
