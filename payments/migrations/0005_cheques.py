"""Cheque books and cheques in collection, with their guards from sql/0004_cheques.sql."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARDS = Path(__file__).parent / "sql" / "0004_cheques.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_teller"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChequeBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "account_id",
                    models.UUIDField(db_index=True, help_text="The account's public id."),
                ),
                ("first_number", models.BigIntegerField()),
                ("last_number", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_number__gt", 0), ("last_number__gte", models.F("first_number"))
                        ),
                        name="payments_cheque_book_has_leaves",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cheque",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("number", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("ISSUED", "issued"), ("STOPPED", "stopped"), ("PAID", "paid")],
                        max_length=7,
                    ),
                ),
                ("stop_reason", models.CharField(blank=True, max_length=300)),
                ("changed_at", models.DateTimeField()),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cheques",
                        to="payments.chequebook",
                    ),
                ),
            ],
            options={
                "permissions": [("handle_cheques", "Can take in, return, issue and stop cheques")],
            },
        ),
        migrations.CreateModel(
            name="ChequePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("txn_id", models.BigIntegerField(unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.SmallIntegerField()),
                ("payee", models.CharField(max_length=140)),
                ("credit_account_id", models.UUIDField(null=True)),
                ("request_key", models.UUIDField()),
                ("paid_at", models.DateTimeField()),
                (
                    "cheque",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="payments.cheque",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.drawersession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CollectedCheque",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "account_id",
                    models.UUIDField(db_index=True, help_text="The credited account's public id."),
                ),
                ("ledger_account_id", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.SmallIntegerField()),
                ("drawn_on_bank", models.CharField(max_length=11)),
                ("drawn_on_account", models.CharField(max_length=34)),
                ("number", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("IN_COLLECTION", "in_collection"),
                            ("CLEARED", "cleared"),
                            ("RETURNED", "returned"),
                        ],
                        max_length=13,
                    ),
                ),
                ("deposited_at", models.DateTimeField()),
                ("clears_on", models.DateField()),
                ("credit_txn_id", models.BigIntegerField(unique=True)),
                ("hold_id", models.BigIntegerField(unique=True)),
                ("final_txn_id", models.BigIntegerField(null=True, unique=True)),
                ("fee_txn_id", models.BigIntegerField(null=True, unique=True)),
                ("return_reason", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "IN_COLLECTION")),
                        fields=["clears_on"],
                        name="payments_cheques_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="payments_collected_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("final_txn_id", None),
                                ("state", "IN_COLLECTION"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("final_txn_id__isnull", False),
                                ("state__in", ["CLEARED", "RETURNED"]),
                            ),
                            _connector="OR",
                        ),
                        name="payments_collected_by_a_transaction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "RETURNED"),
                                models.Q(("return_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "RETURNED"), _negated=True),
                                ("fee_txn_id", None),
                                ("return_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="payments_returned_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RETURNED"), _negated=True),
                        fields=("drawn_on_bank", "drawn_on_account", "number"),
                        name="payments_cheque_collected_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="cheque",
            constraint=models.UniqueConstraint(
                fields=("account_id", "number"), name="payments_cheque_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cheque",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "STOPPED"), _negated=True),
                    models.Q(("stop_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="payments_cheque_stopped_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="chequepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payments_cheque_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="chequepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_account_id__isnull", False), ("session", None)),
                    models.Q(("credit_account_id", None), ("session__isnull", False)),
                    _connector="OR",
                ),
                name="payments_cheque_paid_one_way",
            ),
        ),
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
    ]
