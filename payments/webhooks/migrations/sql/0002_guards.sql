-- Webhooks: what PostgreSQL itself keeps true, whoever writes.

CREATE FUNCTION webhooks_attempt_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL OR NEW.answered_at IS NULL
     OR (NEW.id, NEW.delivery_id, NEW.number, NEW.started_at)
        IS DISTINCT FROM (OLD.id, OLD.delivery_id, OLD.number, OLD.started_at) THEN
    RAISE EXCEPTION 'try % gets one answer and stays what it is', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attempt_changed BEFORE UPDATE ON webhooks_attempt
  FOR EACH ROW EXECUTE FUNCTION webhooks_attempt_changed();

-- An event is told to its merchant's endpoints alone.
CREATE FUNCTION webhooks_delivery_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM webhooks_event v JOIN webhooks_endpoint e ON e.merchant = v.merchant
    WHERE v.id = NEW.event_id AND e.id = NEW.endpoint_id
  ) THEN
    RAISE EXCEPTION 'event % is not of the merchant of endpoint %', NEW.event_id, NEW.endpoint_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER delivery_checked BEFORE INSERT ON webhooks_delivery
  FOR EACH ROW EXECUTE FUNCTION webhooks_delivery_checked();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['webhooks_event', 'webhooks_endpoint', 'webhooks_endpointsecret',
                              'webhooks_delivery', 'webhooks_attempt']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_stay BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;
CREATE TRIGGER rows_never_change BEFORE UPDATE ON webhooks_event
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

GRANT UPDATE (url, enabled_events, description, metadata, state, failing_since, disabled_reason,
              deleted_at) ON webhooks_endpoint TO bankcore_app;
GRANT UPDATE (secret, valid_until) ON webhooks_endpointsecret TO bankcore_app;
GRANT UPDATE (state, tries, next_at, lease_until, settled_at) ON webhooks_delivery TO bankcore_app;
GRANT UPDATE (answered_at, status, answer, error, milliseconds) ON webhooks_attempt TO bankcore_app;
