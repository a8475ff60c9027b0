"""Cut-off, months and years, from sql/0006_day_ends.sql."""

from pathlib import Path

from django.db import migrations

SCHEMA = Path(__file__).parent / "sql" / "0006_day_ends.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_charges")]
    operations = [migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop)]
