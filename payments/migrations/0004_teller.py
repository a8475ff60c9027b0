"""Tellers' drawers, with their guards from sql/0003_teller.sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).parent / "sql" / "0003_teller.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("ledger", "0004_value_dates"),
        ("payments", "0003_bulk_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TellerDrawer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("branch", models.CharField(max_length=8)),
                ("currency", models.SmallIntegerField(help_text="ISO 4217 number.")),
                (
                    "ledger_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "teller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [("operate_drawer", "Can work at the counter with a drawer")],
            },
        ),
        migrations.CreateModel(
            name="DrawerSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.SmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "open"), ("COUNTED", "counted"), ("CLOSED", "closed")],
                        max_length=7,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opening_minor", models.BigIntegerField()),
                (
                    "count",
                    models.JSONField(help_text="Pieces by face value in minor units.", null=True),
                ),
                ("counted_minor", models.BigIntegerField(null=True)),
                ("expected_minor", models.BigIntegerField(null=True)),
                ("difference_minor", models.BigIntegerField(null=True)),
                ("difference_reason", models.CharField(blank=True, max_length=300)),
                ("counted_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="approvals.request",
                    ),
                ),
                (
                    "teller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="payments.tellerdrawer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CashMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("SUPPLY", "supply"),
                            ("DEPOSIT", "deposit"),
                            ("WITHDRAWAL", "withdrawal"),
                            ("CHEQUE", "cheque"),
                            ("REVERSAL", "reversal"),
                            ("SURPLUS", "surplus"),
                            ("SHORTAGE", "shortage"),
                            ("RETURN", "return"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("txn_id", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="payments.drawersession",
                    ),
                ),
            ],
            options={
                "permissions": [("request_reversal", "Can ask for a transaction to be reversed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="payments_cash_moves_something",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="tellerdrawer",
            constraint=models.UniqueConstraint(
                fields=("teller", "branch", "currency"), name="payments_one_drawer_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "CLOSED"), _negated=True),
                fields=("teller", "currency"),
                name="payments_one_open_drawer",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "CLOSED"), _negated=True),
                fields=("drawer",),
                name="payments_drawer_opened_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted_minor", None), ("opening_minor__gte", 0)),
                    models.Q(("counted_minor__gte", 0), ("opening_minor__gte", 0)),
                    _connector="OR",
                ),
                name="payments_drawer_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("counted_minor", None), ("state", "OPEN")),
                    models.Q(
                        ("closed_at", None), ("counted_minor__isnull", False), ("state", "COUNTED")
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("counted_minor__isnull", False),
                        ("state", "CLOSED"),
                    ),
                    _connector="OR",
                ),
                name="payments_drawer_state_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("count", None),
                        ("counted_minor", None),
                        ("difference_minor", None),
                        ("expected_minor", None),
                    ),
                    models.Q(
                        ("count__isnull", False),
                        (
                            "difference_minor",
                            django.db.models.expressions.CombinedExpression(
                                models.F("counted_minor"), "-", models.F("expected_minor")
                            ),
                        ),
                        ("expected_minor__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="payments_drawer_difference",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("difference_minor", None),
                    ("difference_minor", 0),
                    models.Q(("difference_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="payments_drawer_difference_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawersession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "COUNTED"), _negated=True),
                    ("approval__isnull", False),
                    _connector="OR",
                ),
                name="payments_drawer_counted_and_asked",
            ),
        ),
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
    ]
