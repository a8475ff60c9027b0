-- What was found, said, agreed on and tested stays as it was.
CREATE FUNCTION operational_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['operational_lossfile', 'operational_lossamount',
    'operational_incidentnote', 'operational_risk', 'operational_control',
    'operational_assessment', 'operational_bankprocess', 'operational_processtest',
    'operational_threshold', 'operational_reading', 'operational_capitalday',
    'operational_probe', 'operational_overdue'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION operational_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- An incident is reported once; then it goes forward by one step, and once closed it stays.
CREATE FUNCTION operational_guard_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(OLD) - ARRAY['state', 'findings', 'booked_on', 'closed_at', 'closing_id'])
    IS DISTINCT FROM
     (to_jsonb(NEW) - ARRAY['state', 'findings', 'booked_on', 'closed_at', 'closing_id'])
    OR (OLD.booked_on IS NOT NULL AND NEW.booked_on IS DISTINCT FROM OLD.booked_on)
    OR (OLD.findings <> '' AND NEW.findings <> OLD.findings)
    OR OLD.state = 'CLOSED'
    OR NOT (OLD.state = NEW.state OR (OLD.state, NEW.state) IN
      (('OPEN', 'INVESTIGATED'), ('INVESTIGATED', 'CLOSED'))) THEN
    RAISE EXCEPTION 'an incident is investigated and then closed; what was reported stays'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON operational_incident
  FOR EACH ROW EXECUTE FUNCTION operational_guard_incident();
REVOKE UPDATE, DELETE, TRUNCATE ON operational_incident FROM bankcore_app;
GRANT UPDATE (state, findings, booked_on, closed_at, closing_id) ON operational_incident
  TO bankcore_app;

-- What came back is never more than the loss, and a closed incident costs what it cost.
CREATE FUNCTION operational_guard_amount() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gross bigint; back numeric;
BEGIN
  PERFORM 1 FROM operational_incident WHERE id = NEW.incident_id AND state <> 'CLOSED' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a closed incident has its amounts' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT amount INTO gross FROM operational_lossamount
    WHERE incident_id = NEW.incident_id AND kind = 'GROSS' ORDER BY id DESC LIMIT 1;
  SELECT coalesce(sum(amount), 0) INTO back FROM operational_lossamount
    WHERE incident_id = NEW.incident_id AND kind <> 'GROSS';
  IF back > coalesce(gross, 0) THEN
    RAISE EXCEPTION 'more came back than was lost' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER INSERT ON operational_lossamount
  FOR EACH ROW EXECUTE FUNCTION operational_guard_amount();

-- An action ends once; what was promised stays.
CREATE FUNCTION operational_guard_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(OLD) - ARRAY['state', 'outcome', 'ended_by', 'ended_at']) IS DISTINCT FROM
     (to_jsonb(NEW) - ARRAY['state', 'outcome', 'ended_by', 'ended_at'])
    OR OLD.state <> 'OPEN' THEN
    RAISE EXCEPTION 'an action that was given only ends, and once'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON operational_action
  FOR EACH ROW EXECUTE FUNCTION operational_guard_action();
REVOKE UPDATE, DELETE, TRUNCATE ON operational_action FROM bankcore_app;
GRANT UPDATE (state, outcome, ended_by, ended_at) ON operational_action TO bankcore_app;
