"""What a model is stays as it was, and goes to work by two people."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "guards.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
