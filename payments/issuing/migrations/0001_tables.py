"""Cards that the bank issues, and what networks ask about them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0014_staff_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("token", models.CharField(max_length=40, unique=True)),
                ("brand", models.CharField(max_length=16)),
                (
                    "last4",
                    models.CharField(db_index=True, max_length=4, verbose_name="last four digits"),
                ),
                ("expiry_month", models.PositiveSmallIntegerField()),
                ("expiry_year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ACTIVE", "Active"),
                            ("FROZEN", "Frozen"),
                            ("BLOCKED", "Blocked"),
                            ("LOST", "Lost"),
                            ("STOLEN", "Stolen"),
                            ("EXPIRED", "Expired"),
                        ],
                        max_length=7,
                    ),
                ),
                ("online", models.BooleanField(default=True)),
                ("contactless", models.BooleanField(default=True)),
                ("atm", models.BooleanField(default=True, verbose_name="cash machines")),
                ("abroad", models.BooleanField(default=True)),
                ("currency", models.CharField(max_length=3)),
                ("purchases_day_minor", models.BigIntegerField()),
                ("purchases_month_minor", models.BigIntegerField()),
                ("cash_day_minor", models.BigIntegerField()),
                ("cash_month_minor", models.BigIntegerField()),
                ("ordered_by", models.CharField(max_length=80)),
                ("ordered_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        help_text="The account that pays.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                        to_field="public_id",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        help_text="Whose card it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        to_field="public_id",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="issuing.card",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("order_card", "Can order cards of customers"),
                    ("use_card", "Can freeze a card, report it lost and set its limits"),
                    ("block_card", "Can block cards of customers"),
                    ("answer_network", "Can answer card networks as the cards' issuer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("network", models.CharField(max_length=16)),
                ("stan", models.CharField(max_length=6, verbose_name="trace number")),
                ("rrn", models.CharField(max_length=12, verbose_name="retrieval reference")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("ONLINE", "Online"),
                            ("CONTACTLESS", "Contactless"),
                            ("CHIP", "Chip"),
                            ("ATM", "Atm"),
                        ],
                        max_length=11,
                    ),
                ),
                ("is_cash", models.BooleanField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("merchant_name", models.CharField(max_length=40, verbose_name="merchant")),
                ("merchant_category", models.CharField(max_length=4)),
                ("merchant_country", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("APPROVED", "Approved"),
                            ("DECLINED", "Declined"),
                            ("REVERSED", "Reversed"),
                            ("EXPIRED", "Expired"),
                            ("CLEARED", "Cleared"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("APPROVED", "Approved"),
                            ("UNKNOWN_CARD", "Unknown card"),
                            ("WRONG_EXPIRY", "Wrong expiry"),
                            ("EXPIRED", "Expired"),
                            ("FROZEN", "Frozen"),
                            ("BLOCKED", "Blocked"),
                            ("LOST", "Lost"),
                            ("STOLEN", "Stolen"),
                            ("NOT_THE_HOLDERS", "Not the holders"),
                            ("ONLINE_OFF", "Online off"),
                            ("CONTACTLESS_OFF", "Contactless off"),
                            ("ATM_OFF", "Atm off"),
                            ("ABROAD_OFF", "Abroad off"),
                            ("CURRENCY", "Currency"),
                            ("AMOUNT", "Amount"),
                            ("DAY_LIMIT", "Day limit"),
                            ("MONTH_LIMIT", "Month limit"),
                            ("FUNDS", "Funds"),
                            ("ACCOUNT", "Account"),
                            ("SUSPECTED", "Suspected"),
                            ("TO_CONFIRM", "To confirm"),
                            ("REFERENCE_REUSED", "Reference reused"),
                            ("NOT_FOUND", "Not found"),
                            ("TOO_LATE", "Too late"),
                        ],
                        max_length=16,
                    ),
                ),
                ("response_code", models.CharField(max_length=2)),
                ("approval_code", models.CharField(blank=True, max_length=6)),
                ("hold_id", models.BigIntegerField(blank=True, null=True, unique=True)),
                ("cleared_minor", models.BigIntegerField(default=0)),
                ("business_date", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="issuing.card",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CardStateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ACTIVE", "Active"),
                            ("FROZEN", "Frozen"),
                            ("BLOCKED", "Blocked"),
                            ("LOST", "Lost"),
                            ("STOLEN", "Stolen"),
                            ("EXPIRED", "Expired"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("ACTIVE", "Active"),
                            ("FROZEN", "Frozen"),
                            ("BLOCKED", "Blocked"),
                            ("LOST", "Lost"),
                            ("STOLEN", "Stolen"),
                            ("EXPIRED", "Expired"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("changed_by", models.CharField(max_length=80)),
                ("changed_at", models.DateTimeField()),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="issuing.card",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Presentment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("is_final", models.BooleanField()),
                ("is_credit", models.BooleanField(default=False)),
                ("txn_id", models.BigIntegerField(unique=True)),
                ("booked_at", models.DateTimeField()),
                (
                    "authorisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presentments",
                        to="issuing.authorisation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(("state__in", ["ACTIVE", "BLOCKED", "FROZEN"])),
                fields=["expiry_year", "expiry_month"],
                name="issuing_cards_to_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ACTIVE", "BLOCKED", "FROZEN"])),
                fields=("account", "customer"),
                name="issuing_one_live_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["ACTIVE", "FROZEN", "BLOCKED", "LOST", "STOLEN", "EXPIRED"])
                ),
                name="issuing_card_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expiry_month__range", (1, 12)), ("last4__regex", "^[0-9]{4}$")
                ),
                name="issuing_card_shows_no_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cash_day_minor__gte", 0),
                    ("purchases_day_minor__gte", 0),
                    ("purchases_month_minor__gte", models.F("purchases_day_minor")),
                    ("cash_month_minor__gte", models.F("cash_day_minor")),
                ),
                name="issuing_limits_of_a_day_within_the_months",
            ),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(fields=["card", "business_date"], name="issuing_spent_on_a_day"),
        ),
        migrations.AddIndex(
            model_name="authorisation",
            index=models.Index(
                condition=models.Q(("state", "APPROVED")),
                fields=["expires_at"],
                name="issuing_authorisations_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.UniqueConstraint(
                fields=("network", "rrn", "stan"), name="issuing_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approval_code", ""),
                        ("cleared_minor", 0),
                        ("hold_id", None),
                        ("state", "DECLINED"),
                        models.Q(("response_code", "00"), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "DECLINED"), _negated=True),
                        ("expires_at__isnull", False),
                        ("hold_id__isnull", False),
                        ("response_code", "00"),
                        models.Q(("approval_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="issuing_yes_sets_money_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["REVERSED", "CLEARED", "EXPIRED"]), _negated=True),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="issuing_ended_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cleared_minor__gte", 0),
                    models.Q(
                        ("cleared_minor", 0),
                        models.Q(("state__in", ["DECLINED", "REVERSED"]), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="issuing_no_money_of_what_was_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="presentment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="issuing_presentment_positive"
            ),
        ),
    ]
