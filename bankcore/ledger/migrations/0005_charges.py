"""What the bank's own charges may do to an account, from sql/0005_charges.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0005_charges.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_value_dates")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
