"""What PostgreSQL keeps of direct debits on customers' accounts."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "0007_debit_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("interbank", "0006_collections")]
    operations = [migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop)]
