"""Creditors of what was never paid may be erased: guards in sql/0007_erasure.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent / "sql" / "0007_erasure.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_exchange"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="fxresultsale",
            options={
                "verbose_name": "sale of foreign results",
                "verbose_name_plural": "sales of foreign results",
            },
        ),
        migrations.RunSQL(sql=GUARDS.read_text()),
    ]
