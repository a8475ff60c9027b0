-- What was taken from outside, and what of it was put aside, stays.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON warehouse_outsidefile
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_outsidefile FROM bankcore_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON warehouse_quarantinedrow
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_quarantinedrow FROM bankcore_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON warehouse_tidying
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON warehouse_tidying FROM bankcore_app;

-- Which database transaction took an advice in tells a load when it is final.
ALTER TABLE settlement_networkadvice
  ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX settlement_networkadvice_xid ON settlement_networkadvice (xid);
