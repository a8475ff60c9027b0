-- Who asked what stays as it was; a run ends once. A query is kept as it is, and removed once.
CREATE FUNCTION workbench_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'RUNNING'
     OR (OLD.owner_id, OLD.sql, OLD.form, OLD.version, OLD.started_at)
        IS DISTINCT FROM (NEW.owner_id, NEW.sql, NEW.form, NEW.version, NEW.started_at) THEN
    RAISE EXCEPTION 'a run ends once, and what was asked stays'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON workbench_run
  FOR EACH ROW EXECUTE FUNCTION workbench_guard_run();
CREATE FUNCTION workbench_guard_query() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL
     OR (to_jsonb(OLD) - 'removed_at') IS DISTINCT FROM (to_jsonb(NEW) - 'removed_at') THEN
    RAISE EXCEPTION 'a query is kept as it is, and removed once'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON workbench_savedquery
  FOR EACH ROW EXECUTE FUNCTION workbench_guard_query();
REVOKE UPDATE, DELETE, TRUNCATE ON workbench_run, workbench_savedquery FROM bankcore_app;
GRANT UPDATE (state, ended_at, rows, milliseconds, told) ON workbench_run TO bankcore_app;
GRANT UPDATE (removed_at) ON workbench_savedquery TO bankcore_app;
