"""Interest and term deposits: tables, guards and rights from sql/0006_interest.sql."""

from pathlib import Path

from django.db import migrations, models

SCHEMA = Path(__file__).parent / "sql" / "0006_interest.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_usage"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterestBook",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "business_day",
                        "currency",
                        "side",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("business_day", models.DateField()),
                ("currency", models.SmallIntegerField()),
                ("side", models.SmallIntegerField(choices=[(1, "CREDIT"), (-1, "DEBIT")])),
                ("unposted", models.DecimalField(decimal_places=8, max_digits=30)),
                ("txn_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "accounts_interestbook",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterestDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("business_day", models.DateField()),
                ("accrued_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_interestday",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterestPosting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "side",
                        "period_end",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("side", models.SmallIntegerField(choices=[(1, "CREDIT"), (-1, "DEBIT")])),
                ("period_end", models.DateField()),
                ("carried_in", models.DecimalField(decimal_places=8, max_digits=24)),
                ("accrued", models.DecimalField(decimal_places=8, max_digits=24)),
                ("gross", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("carried", models.DecimalField(decimal_places=8, max_digits=24)),
                ("booked_on", models.DateField()),
                ("adjusted_through", models.DateField(null=True)),
                ("txn_id", models.BigIntegerField(null=True)),
                ("tax_txn_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "accounts_interestposting",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterestSpecial",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "side",
                        "effective_from",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("side", models.SmallIntegerField(choices=[(1, "CREDIT"), (-1, "DEBIT")])),
                ("effective_from", models.DateField()),
                ("rate", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("agreed_at", models.DateTimeField()),
                ("agreed_by", models.CharField(max_length=80)),
            ],
            options={
                "db_table": "accounts_interestspecial",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterestTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.SmallIntegerField(help_text="ISO 4217 number.")),
                ("side", models.SmallIntegerField(choices=[(1, "CREDIT"), (-1, "DEBIT")])),
                ("effective_from", models.DateField()),
                (
                    "day_count",
                    models.CharField(
                        choices=[
                            ("30/360_US", "30/360_US"),
                            ("30E/360", "30E/360"),
                            ("ACT/360", "ACT/360"),
                            ("ACT/365F", "ACT/365F"),
                            ("ACT/ACT_ISDA", "ACT/ACT_ISDA"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("WHOLE", "WHOLE"), ("MARGINAL", "MARGINAL")], max_length=8
                    ),
                ),
                (
                    "compounding",
                    models.CharField(
                        choices=[("SIMPLE", "SIMPLE"), ("DAILY", "DAILY")], max_length=6
                    ),
                ),
                (
                    "posting_period",
                    models.CharField(
                        choices=[
                            ("MONTHLY", "MONTHLY"),
                            ("QUARTERLY", "QUARTERLY"),
                            ("YEARLY", "YEARLY"),
                            ("AT_MATURITY", "AT_MATURITY"),
                        ],
                        max_length=11,
                    ),
                ),
                ("tax_rate", models.DecimalField(decimal_places=6, default=0, max_digits=9)),
                ("excess_rate", models.DecimalField(decimal_places=6, default=0, max_digits=9)),
                ("introduced_at", models.DateTimeField()),
                ("introduced_by", models.CharField(max_length=80)),
            ],
            options={
                "verbose_name": "interest terms",
                "verbose_name_plural": "interest terms",
                "db_table": "accounts_interestterms",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="InterestTier",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "terms_id",
                        "from_minor",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("from_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=6, max_digits=9)),
            ],
            options={
                "db_table": "accounts_interesttier",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="TermDeposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(unique=True)),
                ("request_hash", models.BinaryField(null=True)),
                ("principal", models.BigIntegerField(help_text="Minor units.")),
                ("term_months", models.SmallIntegerField(null=True)),
                ("term_days", models.SmallIntegerField(null=True)),
                ("rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("start", models.DateField()),
                ("maturity", models.DateField()),
                (
                    "instruction",
                    models.CharField(
                        choices=[
                            ("PAY_OUT", "PAY_OUT"),
                            ("RENEW_PRINCIPAL", "RENEW_PRINCIPAL"),
                            ("RENEW_WITH_INTEREST", "RENEW_WITH_INTEREST"),
                        ],
                        max_length=19,
                    ),
                ),
                (
                    "break_rule",
                    models.CharField(
                        choices=[
                            ("REDUCED_RATE", "REDUCED_RATE"),
                            ("FORFEIT_DAYS", "FORFEIT_DAYS"),
                        ],
                        max_length=12,
                    ),
                ),
                ("break_rate", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("break_days", models.SmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ACTIVE", "ACTIVE"),
                            ("MATURED", "MATURED"),
                            ("RENEWED", "RENEWED"),
                            ("BROKEN", "BROKEN"),
                        ],
                        max_length=7,
                    ),
                ),
                ("ended_on", models.DateField(null=True)),
                (
                    "ended_by",
                    models.UUIDField(null=True, help_text="The key of the request to break it."),
                ),
            ],
            options={
                "db_table": "accounts_termdeposit",
                "managed": False,
            },
        ),
        migrations.RunSQL(SCHEMA.read_text(), migrations.RunSQL.noop),
    ]
