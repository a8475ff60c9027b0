"""The ledger's tables, triggers and rights, from sql/0002_tables.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0002_tables.sql"


class Migration(migrations.Migration):
    """One SQL file, so that what PostgreSQL guarantees can be read in one place."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
