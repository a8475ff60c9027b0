"""What the database itself keeps true of webhooks: sql/0002_guards.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent / "sql" / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_tables"),
        ("ledger", "0002_tables"),
    ]

    operations = [
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
    ]
