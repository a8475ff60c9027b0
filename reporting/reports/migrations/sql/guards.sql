-- A run stays as it was made: it is asked for, released once, and at last its files go.
CREATE FUNCTION reports_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moves CONSTANT text[] := ARRAY['state', 'request', 'released_by', 'released_at', 'restates_id', 'purged_at'];
BEGIN
  IF (to_jsonb(OLD) - moves) IS DISTINCT FROM (to_jsonb(NEW) - moves) THEN
    RAISE EXCEPTION 'a report stays as it was made' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> 'MADE' AND (to_jsonb(OLD) - 'purged_at') IS DISTINCT FROM (to_jsonb(NEW) - 'purged_at') THEN
    RAISE EXCEPTION 'what is released or has failed stays so' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'FAILED' AND OLD.state <> 'FAILED' THEN
    RAISE EXCEPTION 'what was made has not failed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.purged_at IS NOT NULL AND NEW.purged_at IS DISTINCT FROM OLD.purged_at
     OR OLD.purged_at IS NULL AND (NEW.purged_at AT TIME ZONE 'UTC')::date <= NEW.keep_until THEN
    RAISE EXCEPTION 'files are kept until their last day' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON reports_run
  FOR EACH ROW EXECUTE FUNCTION reports_guard_run();
REVOKE UPDATE, DELETE, TRUNCATE ON reports_run FROM bankcore_app;
GRANT UPDATE (state, request, released_by, released_at, restates_id, purged_at) ON reports_run TO bankcore_app;

CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_runfile
  FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON reports_runfile FROM bankcore_app;

-- A content goes once its run says that its time is over. Its key may be changed, not what it is.
CREATE FUNCTION reports_guard_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF NOT EXISTS (SELECT FROM reports_runfile f JOIN reports_run r ON r.id = f.run_id
                   WHERE f.id = OLD.file_id AND r.purged_at IS NOT NULL) THEN
      RAISE EXCEPTION 'files are kept until their last day' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF (to_jsonb(OLD) - 'sealed') IS DISTINCT FROM (to_jsonb(NEW) - 'sealed')
     OR (OLD.sealed IS NULL) <> (NEW.sealed IS NULL) THEN
    RAISE EXCEPTION 'a file stays as it was made' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON reports_filecontent
  FOR EACH ROW EXECUTE FUNCTION reports_guard_content();
REVOKE UPDATE, TRUNCATE ON reports_filecontent FROM bankcore_app;
GRANT UPDATE (sealed) ON reports_filecontent TO bankcore_app;

-- A schedule goes on, and is stopped once.
CREATE FUNCTION reports_guard_schedule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moves CONSTANT text[] := ARRAY['done_to', 'stopped_by', 'stopped_at'];
BEGIN
  IF OLD.stopped_at IS NOT NULL OR NEW.done_to < OLD.done_to
     OR (to_jsonb(OLD) - moves) IS DISTINCT FROM (to_jsonb(NEW) - moves) THEN
    RAISE EXCEPTION 'a schedule goes on until it is stopped, and stays as it was made'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON reports_schedule
  FOR EACH ROW EXECUTE FUNCTION reports_guard_schedule();
REVOKE UPDATE, DELETE, TRUNCATE ON reports_schedule FROM bankcore_app;
GRANT UPDATE (done_to, stopped_by, stopped_at) ON reports_schedule TO bankcore_app;
