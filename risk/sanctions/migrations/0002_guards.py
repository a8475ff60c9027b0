"""Editions and cleared pairs are added and never changed."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION sanctions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sanctions_listedition
  FOR EACH STATEMENT EXECUTE FUNCTION sanctions_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sanctions_clearedpair
  FOR EACH STATEMENT EXECUTE FUNCTION sanctions_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON sanctions_listedition, sanctions_clearedpair FROM bankcore_app;
REVOKE DELETE, TRUNCATE ON sanctions_listentry FROM bankcore_app;
"""


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
