"""A batch's transactions are looked up by key, whatever the plan, from sql/0013_by_key.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0013_by_key.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_accounts_stay")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
