"""What was loaded stays as it was; events and decisions say which database transaction wrote them."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "guards.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0001_tables"),
        ("outbox", "0002_rights"),
        ("risk", "0003_assessments"),
        ("ledger", "0008_seals_moved"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
