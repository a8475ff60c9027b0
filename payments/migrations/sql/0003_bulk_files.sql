-- What has become of a file or of a line of it stays so, and nothing is removed: no line is paid
-- twice because its row was changed back.

CREATE TRIGGER file_over_is_final BEFORE UPDATE ON payments_bulkfile
  FOR EACH ROW WHEN (OLD.state <> 'RECEIVED') EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER line_over_is_final BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION payments_refuse_change();

CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON payments_bulkfile
  FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON payments_bulkline
  FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
REVOKE DELETE, TRUNCATE ON payments_bulkfile, payments_bulkline FROM bankcore_app;
