"""Payments that wait for people of the bank, and lines of files that do."""

import uuid
from pathlib import Path

from django.db import migrations, models

import payments.domain.held

SQL = (Path(__file__).parent / "sql" / "0010_held.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_instant"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("source", models.SmallIntegerField()),
                ("request_key", models.UUIDField()),
                ("request_hash", models.BinaryField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transfer", "Transfer"),
                            ("deposit", "Deposit"),
                            ("withdrawal", "Withdrawal"),
                            ("payment", "Payment"),
                            ("cheque", "Cheque"),
                        ],
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                (
                    "account_id",
                    models.UUIDField(db_index=True, help_text="The paying account's public id."),
                ),
                ("credit_account_id", models.UUIDField(blank=True, null=True)),
                (
                    "creditor_iban",
                    models.CharField(blank=True, max_length=34, verbose_name="creditor's IBAN"),
                ),
                (
                    "creditor_name",
                    models.CharField(blank=True, max_length=140, verbose_name="creditor"),
                ),
                ("remittance", models.CharField(blank=True, max_length=140)),
                ("narrative", models.CharField(blank=True, max_length=300)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "at_counter",
                    models.BooleanField(default=False, help_text="Cash that its payer comes for."),
                ),
                ("origin", models.CharField(blank=True, max_length=40)),
                ("ordered_by", models.CharField(max_length=80)),
                ("held_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("hold_id", models.BigIntegerField(blank=True, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("HELD", "Held"),
                            ("READY", "Ready"),
                            ("BOOKED", "Booked"),
                            ("REJECTED", "Rejected"),
                            ("REFUSED", "Refused"),
                            ("EXPIRED", "Expired"),
                            ("DECLINED", "Declined"),
                        ],
                        default=payments.domain.held.HeldState["HELD"],
                        max_length=8,
                    ),
                ),
                ("txn_id", models.BigIntegerField(blank=True, null=True)),
                ("refusal_code", models.CharField(blank=True, max_length=40)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "permissions": [
                    ("end_held_payment", "Can end payments that the bank has looked at")
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="bulkline",
            name="payments_line_came_to_one_thing",
        ),
        migrations.AlterField(
            model_name="bulkline",
            name="state",
            field=models.CharField(
                choices=[
                    ("PENDING", "Pending"),
                    ("BOOKED", "Booked"),
                    ("SCHEDULED", "Scheduled"),
                    ("HELD", "Held"),
                    ("REFUSED", "Refused"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("order__isnull", True), ("state", "BOOKED"), ("txn_id__isnull", False)
                    ),
                    models.Q(
                        ("order__isnull", False), ("state", "SCHEDULED"), ("txn_id__isnull", True)
                    ),
                    models.Q(
                        ("order__isnull", True),
                        ("state__in", ["PENDING", "HELD", "REFUSED"]),
                        ("txn_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payments_line_came_to_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="heldpayment",
            index=models.Index(
                condition=models.Q(("state__in", ["HELD", "READY"])),
                fields=["expires_at"],
                name="payments_held_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.UniqueConstraint(
                fields=("source", "request_key"), name="payments_held_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payments_held_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hold_id__isnull", False), ("state__in", ["HELD", "READY"])),
                    models.Q(("state__in", ["HELD", "READY"]), _negated=True),
                    _connector="OR",
                ),
                name="payments_held_money_is_set_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "BOOKED"), ("txn_id__isnull", False)),
                    models.Q(
                        models.Q(("state", "BOOKED"), _negated=True), ("txn_id__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="payments_held_booked_by_a_transaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["HELD", "READY"])),
                    models.Q(
                        models.Q(("state__in", ["HELD", "READY"]), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="payments_held_ended_at_a_time",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
