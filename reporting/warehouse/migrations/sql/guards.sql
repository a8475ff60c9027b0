-- What was loaded and what was found of it stays; a file is replaced once.
CREATE FUNCTION warehouse_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON warehouse_checkresult
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_checkresult FROM bankcore_app;

CREATE FUNCTION warehouse_guard_load() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'RUNNING'
     OR (OLD.day, OLD.started_at, OLD.from_xid, OLD.started_by)
        IS DISTINCT FROM (NEW.day, NEW.started_at, NEW.from_xid, NEW.started_by) THEN
    RAISE EXCEPTION 'a load ends once, and what it began with stays'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON warehouse_load
  FOR EACH ROW EXECUTE FUNCTION warehouse_guard_load();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_load FROM bankcore_app;
GRANT UPDATE (state, ended_at, to_xid, rows, failure) ON warehouse_load TO bankcore_app;

CREATE FUNCTION warehouse_guard_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.replaced_by_id IS NOT NULL
     OR (to_jsonb(OLD) - 'replaced_by_id') IS DISTINCT FROM (to_jsonb(NEW) - 'replaced_by_id') THEN
    RAISE EXCEPTION 'a file of the lake is replaced once, and never changed'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON warehouse_lakefile
  FOR EACH ROW EXECUTE FUNCTION warehouse_guard_file();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_lakefile FROM bankcore_app;
GRANT UPDATE (replaced_by_id) ON warehouse_lakefile TO bankcore_app;

-- Which database transaction wrote a row tells a load what is final: a late commit is never missed.
ALTER TABLE outbox_event ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX outbox_event_xid ON outbox_event USING brin (xid) WITH (pages_per_range = 16, autosummarize = on);
ALTER TABLE risk_screeningdecision
  ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX risk_screeningdecision_xid
  ON risk_screeningdecision USING brin (xid) WITH (pages_per_range = 16, autosummarize = on);
