"""What was compared, found and taken in stays as it was then."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION reconciliation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: what is over stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER run_is_final BEFORE UPDATE ON reconciliation_reconrun
  FOR EACH ROW EXECUTE FUNCTION reconciliation_refuse_change();
CREATE TRIGGER statement_is_final BEFORE UPDATE ON reconciliation_statementfile
  FOR EACH ROW EXECUTE FUNCTION reconciliation_refuse_change();
CREATE TRIGGER report_is_final BEFORE UPDATE ON reconciliation_reportline
  FOR EACH ROW EXECUTE FUNCTION reconciliation_refuse_change();
CREATE TRIGGER over_is_final BEFORE UPDATE ON reconciliation_reconexception
  FOR EACH ROW WHEN (OLD.state IN ('CLEARED', 'ADJUSTED'))
  EXECUTE FUNCTION reconciliation_refuse_change();
CREATE TRIGGER matched_is_final BEFORE UPDATE ON reconciliation_statemententry
  FOR EACH ROW WHEN (OLD.txn_id IS NOT NULL
    OR to_jsonb(OLD) - 'txn_id' IS DISTINCT FROM to_jsonb(NEW) - 'txn_id')
  EXECUTE FUNCTION reconciliation_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_reconrun, reconciliation_statementfile,
  reconciliation_reportline
  FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_reconexception, reconciliation_statemententry
  FROM bankcore_app;
GRANT UPDATE (verdict, state, ours_minor, theirs_minor, owner, note, approval_id, txn_id, seen_at,
  closed_at) ON reconciliation_reconexception TO bankcore_app;
GRANT UPDATE (txn_id) ON reconciliation_statemententry TO bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
