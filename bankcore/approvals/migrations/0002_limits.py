"""Amounts, parties and decision limits of requests; the rules are in sql/0002_limits.sql."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

RULES = Path(__file__).parent / "sql" / "0002_limits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=40)),
                ("currency", models.CharField(max_length=3)),
                (
                    "up_to_minor",
                    models.BigIntegerField(help_text="In minor units of the currency."),
                ),
            ],
            options={
                "permissions": [("manage_limits", "Can ask for other decision limits")],
            },
        ),
        migrations.AddField(
            model_name="request",
            name="amount_minor",
            field=models.BigIntegerField(help_text="In minor units of the currency.", null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="chain",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="request",
            name="currency",
            field=models.CharField(max_length=3, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="parties",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                default=list,
                help_text="Who gains by it or had a hand in it, and so cannot decide.",
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("chain", ""), _negated=True),
                fields=["chain"],
                name="approvals_in_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor", None), ("currency", None)),
                    models.Q(("amount_minor__gte", 0), ("currency__isnull", False)),
                    _connector="OR",
                ),
                name="approvals_amount_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionlimit",
            constraint=models.UniqueConstraint(
                fields=("role", "currency"), name="approvals_limit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("up_to_minor__gte", 0)), name="approvals_limit_is_an_amount"
            ),
        ),
        migrations.RunSQL(RULES.read_text(), migrations.RunSQL.noop),
    ]
