"""What PostgreSQL keeps of correspondence: what was sent stays, and whose rows are whose."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_tables"), ("accounts", "0011_sealed_rows")]
    operations = [migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop)]
