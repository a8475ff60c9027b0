-- What was seen and found, agreed on and reported stays as it was.
CREATE FUNCTION crime_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['crime_foldedday', 'crime_parameters', 'crime_hit',
    'crime_hitflow', 'crime_cashreportparty', 'crime_cashreportflow', 'crime_suspicionsubject'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION crime_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- A movement stays as it was seen; what had no rate gets its dollars once there is one.
CREATE FUNCTION crime_guard_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.dollars IS NOT NULL OR NEW.dollars IS NULL
    OR to_jsonb(OLD) - 'dollars' IS DISTINCT FROM to_jsonb(NEW) - 'dollars' THEN
    RAISE EXCEPTION 'a movement stays as it was seen' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON crime_flow FOR EACH ROW EXECUTE FUNCTION crime_guard_flow();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON crime_flow
  FOR EACH STATEMENT EXECUTE FUNCTION crime_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON crime_flow FROM bankcore_app;
GRANT UPDATE (dollars) ON crime_flow TO bankcore_app;

-- A file is made once and acknowledged once; a report that is in a file stays as it was sent.
CREATE FUNCTION crime_guard_filing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.form, OLD.reports, OLD.made_by, OLD.made_at)
     IS DISTINCT FROM (NEW.form, NEW.reports, NEW.made_by, NEW.made_at)
    OR OLD.tracking_id <> '' THEN
    RAISE EXCEPTION 'a file for the authority is acknowledged once and never changed'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON crime_filing
  FOR EACH ROW EXECUTE FUNCTION crime_guard_filing();

CREATE FUNCTION crime_guard_cash_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.day, OLD.direction, OLD.dollars, OLD.version, OLD.due_on, OLD.made_at)
     IS DISTINCT FROM (NEW.day, NEW.direction, NEW.dollars, NEW.version, NEW.due_on, NEW.made_at)
    OR (OLD.filing_id IS NOT NULL AND NEW.filing_id IS DISTINCT FROM OLD.filing_id)
    OR array_position(ARRAY['DUE', 'FILED', 'ACKNOWLEDGED'], OLD.state::text)
     > array_position(ARRAY['DUE', 'FILED', 'ACKNOWLEDGED'], NEW.state::text) THEN
    RAISE EXCEPTION 'a cash report is filed and acknowledged, and never changed'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON crime_cashreport
  FOR EACH ROW EXECUTE FUNCTION crime_guard_cash_report();

CREATE FUNCTION crime_guard_suspicion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.case_id, OLD.due_on) IS DISTINCT FROM (NEW.case_id, NEW.due_on)
    OR NEW.version < OLD.version
    OR array_position(ARRAY['DUE', 'FILED', 'ACKNOWLEDGED'], OLD.state::text)
     > array_position(ARRAY['DUE', 'FILED', 'ACKNOWLEDGED'], NEW.state::text)
    OR (OLD.state <> 'DUE' AND
        (OLD.version, OLD.activities, OLD.first_day, OLD.last_day, OLD.dollars,
         OLD.drafted_by, OLD.drafted_at, OLD.approved_by, OLD.approval_id, OLD.filing_id)
        IS DISTINCT FROM
        (NEW.version, NEW.activities, NEW.first_day, NEW.last_day, NEW.dollars,
         NEW.drafted_by, NEW.drafted_at, NEW.approved_by, NEW.approval_id, NEW.filing_id)) THEN
    RAISE EXCEPTION 'a suspicion that was reported stays as it was reported'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON crime_suspicionreport
  FOR EACH ROW EXECUTE FUNCTION crime_guard_suspicion();

-- A name that was found is decided on once.
CREATE FUNCTION crime_guard_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.customer_id, OLD.whose, OLD.entry_id, OLD.list_code, OLD.uid, OLD.is_pep, OLD.found_at)
     IS DISTINCT FROM
     (NEW.customer_id, NEW.whose, NEW.entry_id, NEW.list_code, NEW.uid, NEW.is_pep, NEW.found_at)
    OR OLD.state <> 'OPEN' THEN
    RAISE EXCEPTION 'a name that was found is decided on once'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON crime_namehit
  FOR EACH ROW EXECUTE FUNCTION crime_guard_name();

REVOKE DELETE, TRUNCATE ON crime_screeningrun, crime_screenedcustomer FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE
  ON crime_filing, crime_cashreport, crime_suspicionreport, crime_namehit FROM bankcore_app;
GRANT UPDATE (tracking_id, acknowledged_by, acknowledged_at) ON crime_filing TO bankcore_app;
GRANT UPDATE (state, reminded, filing_id) ON crime_cashreport TO bankcore_app;
GRANT UPDATE (state, reminded, version, narrative, activities, first_day, last_day, dollars,
  drafted_by, drafted_at, approved_by, approval_id, filing_id)
  ON crime_suspicionreport TO bankcore_app;
GRANT UPDATE (alert_id, state, decided_by, decided_at, approval_id) ON crime_namehit TO bankcore_app;
