"""Files of payments that wait for their customer's confirmation."""

from pathlib import Path

from django.db import migrations, models

GUARDS = (Path(__file__).parent / "sql" / "0008_unsigned_files.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0008_rights"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bulkfile",
            name="state",
            field=models.CharField(
                choices=[
                    ("UNSIGNED", "Unsigned"),
                    ("RECEIVED", "Received"),
                    ("PROCESSED", "Processed"),
                    ("REFUSED", "Refused"),
                ],
                max_length=9,
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
