"""What was made and released stays as it was; contents go only after their time."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "guards.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
