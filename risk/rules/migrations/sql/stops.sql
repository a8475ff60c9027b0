-- How often a rule has stopped a payment is counted from these rows, and from nothing else.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON rules_stop
  FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON rules_stop FROM bankcore_app;
