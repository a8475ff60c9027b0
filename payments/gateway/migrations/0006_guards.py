"""What PostgreSQL itself keeps true of payments, and what the application may not do to them."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "0006_guards.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("gateway", "0005_sweeps"), ("ledger", "0003_chart_of_accounts")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
