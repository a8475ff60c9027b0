from pathlib import Path

from django.db import migrations

RULES = Path(__file__).with_name("sql") / "0002_rights.sql"


class Migration(migrations.Migration):
    dependencies = [("processors", "0001_tables"), ("db", "0001_roles")]
    operations = [migrations.RunSQL(RULES.read_text(), migrations.RunSQL.noop)]
