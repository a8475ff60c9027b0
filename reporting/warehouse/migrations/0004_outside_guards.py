"""Files from outside stay as they were taken; advices of networks say which transaction wrote them."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "sql" / "outside_files.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0003_outside_files"),
        ("settlement", "0002_guards"),
    ]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
