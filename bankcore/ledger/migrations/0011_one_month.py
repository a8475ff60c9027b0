"""Legs are looked for among the transactions of their own months, from sql/0011_one_month.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0011_one_month.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_internal")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
