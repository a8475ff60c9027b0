"""A decision stays as it was made, and a scorecard as it was validated."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION credit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_creditdecisionrecord
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON credit_scorecardversion
  FOR EACH ROW WHEN (OLD.card IS DISTINCT FROM NEW.card OR OLD.figures IS DISTINCT FROM NEW.figures
    OR OLD.state = 'RETIRED' OR (NEW.state = 'IN_USE' AND NEW.approval_id IS NULL))
  EXECUTE FUNCTION credit_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON credit_creditdecisionrecord FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON credit_scorecardversion FROM bankcore_app;
GRANT UPDATE (state, in_use_since, approval_id) ON credit_scorecardversion TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
