"""Balances by value date, and the chart of accounts of a whole bank, from sql/0004_value_dates.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0004_value_dates.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_chart_of_accounts")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
