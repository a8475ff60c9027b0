-- A decided case stays as it was decided; what was gathered in it is never changed.
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decided_is_final BEFORE UPDATE ON cases_case
  FOR EACH ROW WHEN (OLD.state = 'DECIDED') EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_alert
  FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_caselink
  FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
REVOKE DELETE, TRUNCATE ON cases_case FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON cases_alert, cases_caselink, cases_casenote, cases_casefile
  FROM bankcore_app;
REVOKE UPDATE ON cases_case FROM bankcore_app;
GRANT UPDATE (priority, due_at, assignee, state, outcome, reason_code, decided_by, decided_at)
  ON cases_case TO bankcore_app;
