"""What PostgreSQL keeps of instant payments and recalls."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "0004_instant_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("interbank", "0003_instant_and_recalls")]
    operations = [migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop)]
