"""What PostgreSQL itself refuses of settlement, and the number by which networks know a sale."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "0002_guards.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
