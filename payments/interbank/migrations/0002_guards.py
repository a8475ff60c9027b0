"""What PostgreSQL keeps of payments between banks."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("interbank", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop)]
