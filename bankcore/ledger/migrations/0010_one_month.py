"""Legs are looked for among the transactions of their own months, from sql/0010_one_month.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0010_one_month.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_number_search")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
