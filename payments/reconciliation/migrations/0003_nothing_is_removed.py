"""Nothing that was compared, found or taken in is removed, not even by the owner."""

from django.db import migrations

TABLES = ("reconrun", "reconexception", "statementfile", "statemententry", "reportline")
GUARDS = "".join(
    f"CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON reconciliation_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_refuse_change();\n"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
