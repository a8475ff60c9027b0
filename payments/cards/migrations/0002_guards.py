"""What is decided of a message stays: guards in sql/0002_guards.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent / "sql" / "0002_guards.sql"


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_tables")]

    operations = [
        migrations.RunSQL(sql=GUARDS.read_text()),
    ]
