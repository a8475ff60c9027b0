-- A call goes forward and is not turned into another; a notice is kept as it came.
CREATE FUNCTION processors_guard_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.operation_id, NEW.connector, NEW.kind, NEW.amount_minor, NEW.currency, NEW.card_token)
     IS DISTINCT FROM
     (OLD.operation_id, OLD.connector, OLD.kind, OLD.amount_minor, OLD.currency, OLD.card_token)
     OR (OLD.remote_id <> '' AND NEW.remote_id <> OLD.remote_id)
     OR (NEW.state = 'QUEUED' AND OLD.state <> 'QUEUED')
     OR (OLD.state IN ('ANSWERED', 'NOT_SENT') AND NEW.state <> OLD.state) THEN
    RAISE EXCEPTION 'a call of a processor goes forward' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER call_goes_forward BEFORE UPDATE ON processors_processorcall
  FOR EACH ROW EXECUTE FUNCTION processors_guard_call();

CREATE FUNCTION processors_guard_callback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.processed_at IS NOT NULL OR (NEW.connector, NEW.external_id, NEW.kind, NEW.body,
     NEW.received_at) IS DISTINCT FROM (OLD.connector, OLD.external_id, OLD.kind, OLD.body,
     OLD.received_at) THEN
    RAISE EXCEPTION 'a notice is kept as it came' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER callback_is_kept BEFORE UPDATE ON processors_inboundcallback
  FOR EACH ROW EXECUTE FUNCTION processors_guard_callback();
REVOKE DELETE, TRUNCATE ON processors_processorcall, processors_inboundcallback FROM bankcore_app;
