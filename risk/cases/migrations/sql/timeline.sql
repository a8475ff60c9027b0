-- What was done stays told; a tag is taken away, and its coming and going is told.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_caseevent
  FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON cases_caseevent FROM bankcore_app;
REVOKE UPDATE, TRUNCATE ON cases_casetag FROM bankcore_app;
GRANT UPDATE (snoozed_until, level, escalated_by) ON cases_case TO bankcore_app;
