"""Payments that rules with a limit an hour have stopped."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "stops.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rules.ruleversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "-at"], name="rules_stops_of_version")],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
