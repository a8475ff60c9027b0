"""Foreign exchange: rates, margins, quotes, orders and positions; guards from sql/0004_exchange.sql."""

import uuid
from decimal import Decimal
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

ID = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)
GUARDS = Path(__file__).parent / "sql" / "0004_exchange.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_product_kinds"),
        ("ledger", "0004_value_dates"),
        ("payments", "0005_cheques"),
    ]

    operations = [
        migrations.CreateModel(
            name="FxCoverDeal",
            fields=[
                ID,
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.CharField(max_length=3)),
                (
                    "side",
                    models.CharField(choices=[("BUY", "Buy"), ("SELL", "Sell")], max_length=4),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("eur_minor", models.BigIntegerField()),
                (
                    "counter_minor",
                    models.BigIntegerField(
                        help_text="Euro cents taken off the counter-value: what was sold stood in the books at."
                    ),
                ),
                (
                    "result_minor",
                    models.BigIntegerField(help_text="Euro cents; a loss is negative."),
                ),
                ("reference", models.CharField(max_length=80)),
                ("txn_id", models.BigIntegerField(unique=True)),
                ("booking_date", models.DateField()),
                ("dealt_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "covering deal",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("eur_minor__gt", 0),
                            ("rate__gt", 0),
                            models.Q(("currency", "EUR"), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                        ),
                        name="payments_fxcoverdeal_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "result_minor",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("eur_minor"), "-", models.F("counter_minor")
                                    ),
                                ),
                                ("side", "SELL"),
                            ),
                            models.Q(
                                (
                                    "result_minor",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("eur_minor"), "*", models.Value(-1)
                                        ),
                                        "-",
                                        models.F("counter_minor"),
                                    ),
                                ),
                                ("side", "BUY"),
                            ),
                            _connector="OR",
                        ),
                        name="payments_fxcoverdeal_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxQuote",
            fields=[
                ID,
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("customer_id", models.UUIDField(db_index=True)),
                ("sell_account_id", models.UUIDField()),
                ("buy_account_id", models.UUIDField()),
                (
                    "fixed_side",
                    models.CharField(choices=[("SELL", "Sell"), ("BUY", "Buy")], max_length=4),
                ),
                ("sell_currency", models.CharField(max_length=3, verbose_name="customer sells")),
                ("sell_minor", models.BigIntegerField()),
                ("sell_rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("sell_eur_minor", models.BigIntegerField()),
                ("buy_currency", models.CharField(max_length=3, verbose_name="customer buys")),
                ("buy_minor", models.BigIntegerField()),
                ("buy_rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("buy_eur_minor", models.BigIntegerField()),
                ("margin", models.DecimalField(decimal_places=8, max_digits=9)),
                ("rate_day", models.DateField()),
                ("quoted_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "exchange quote",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sell_minor__range", (1, 100000000000000000)),
                            ("buy_minor__range", (1, 100000000000000000)),
                            ("buy_eur_minor__gte", 1),
                            ("sell_eur_minor__gte", models.F("buy_eur_minor")),
                        ),
                        name="payments_fxquote_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sell_currency", models.F("buy_currency")), _negated=True),
                            models.Q(
                                ("sell_account_id", models.F("buy_account_id")), _negated=True
                            ),
                        ),
                        name="payments_fxquote_two_sides",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("quoted_at"))),
                        name="payments_fxquote_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("buy_rate__gt", 0),
                            ("margin__gte", 0),
                            ("margin__lt", Decimal("0.5")),
                            ("sell_rate__gt", 0),
                        ),
                        name="payments_fxquote_rates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxOrder",
            fields=[
                ID,
                ("txn_id", models.BigIntegerField(unique=True)),
                ("request_key", models.UUIDField()),
                ("booking_date", models.DateField()),
                ("executed_at", models.DateTimeField()),
                (
                    "quote",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="payments.fxquote",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange order",
            },
        ),
        migrations.CreateModel(
            name="FxRate",
            fields=[
                ID,
                ("source", models.CharField(max_length=8)),
                ("base", models.CharField(default="EUR", max_length=3)),
                ("currency", models.CharField(max_length=3)),
                ("day", models.DateField()),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
            ],
            options={
                "verbose_name": "exchange rate",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("base", "day", "currency", "source"), name="payments_fxrate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0)), name="payments_fxrate_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base", "EUR"), models.Q(("currency", "EUR"), _negated=True)
                        ),
                        name="payments_fxrate_of_the_euro",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("currency__regex", "^[A-Z]{3}$"), ("source__regex", "^[A-Z]{2,8}$")
                        ),
                        name="payments_fxrate_codes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxRevaluation",
            fields=[
                ID,
                ("currency", models.CharField(max_length=3)),
                ("day", models.DateField()),
                ("position_minor", models.BigIntegerField()),
                ("counter_minor", models.BigIntegerField()),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=8,
                        help_text="None where there is no position.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                ("rate_day", models.DateField(null=True)),
                (
                    "result_minor",
                    models.BigIntegerField(help_text="Euro cents; a loss is negative."),
                ),
                ("txn_id", models.BigIntegerField(null=True, unique=True)),
                ("revalued_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "exchange revaluation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("currency", "day"), name="payments_fxrevaluation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result_minor", 0), ("txn_id__isnull", True)),
                            models.Q(
                                models.Q(("result_minor", 0), _negated=True),
                                ("txn_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="payments_fxrevaluation_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rate__gt", 0), ("rate_day__isnull", False)),
                            models.Q(
                                ("position_minor", 0),
                                ("rate__isnull", True),
                                ("rate_day__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_fxrevaluation_rate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxMargin",
            fields=[
                ID,
                (
                    "sell_currency",
                    models.CharField(blank=True, max_length=3, verbose_name="customer sells"),
                ),
                (
                    "buy_currency",
                    models.CharField(blank=True, max_length=3, verbose_name="customer buys"),
                ),
                ("effective_from", models.DateField()),
                (
                    "margin",
                    models.DecimalField(
                        decimal_places=8, help_text="A share of mid: 0.015 is 1.5 %.", max_digits=9
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        help_text="The product of the account that pays.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.product",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange margin",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "sell_currency", "buy_currency", "effective_from"),
                        name="payments_fxmargin_version_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("margin__gte", 0), ("margin__lt", Decimal("0.5"))),
                        name="payments_fxmargin_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("buy_currency", ""), ("sell_currency", "")),
                            models.Q(
                                ("buy_currency__regex", "^[A-Z]{3}$"),
                                ("sell_currency__regex", "^[A-Z]{3}$"),
                                models.Q(
                                    ("sell_currency", models.F("buy_currency")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="payments_fxmargin_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxPosition",
            fields=[
                ID,
                ("currency", models.CharField(max_length=3, unique=True)),
                (
                    "counter_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "position_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange position",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("currency", "EUR"), _negated=True),
                        name="payments_fxposition_is_foreign",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FxResultSale",
            fields=[
                ID,
                ("currency", models.CharField(max_length=3)),
                ("day", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("rate_day", models.DateField()),
                ("eur_minor", models.BigIntegerField()),
                ("txn_id", models.BigIntegerField(unique=True)),
                ("sold_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "sale of foreign results",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("currency", "day"), name="payments_fxresultsale_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__gt", 0), models.Q(("currency", "EUR"), _negated=True)
                        ),
                        name="payments_fxresultsale_rate",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS.read_text(), migrations.RunSQL.noop),
    ]
