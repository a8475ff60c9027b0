"""The schema of card numbers and its two tables."""

from django.db import migrations, models

import payments.vault.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_roles"),
        ("crypto", "0001_data_keys"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL("CREATE SCHEMA vault", "DROP SCHEMA vault"),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=40)),
                ("what", models.CharField(max_length=9)),
                ("at", models.DateTimeField()),
                ("by_role", models.CharField(max_length=63)),
                ("program", models.CharField(max_length=100)),
                ("process", models.IntegerField()),
            ],
            options={
                "db_table": 'vault"."access',
                "indexes": [models.Index(fields=["token", "id"], name="access_of_card")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["STORED", "READ", "DESTROYED"])),
                        name="access_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("token", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("merchant", models.CharField(max_length=40)),
                (
                    "number",
                    payments.vault.models.EncryptedNumberField(null=True, purpose="vault.pan"),
                ),
                ("lookup", models.BinaryField(null=True)),
                ("fingerprint", models.CharField(max_length=40)),
                ("bin8", models.CharField(max_length=8)),
                ("last4", models.CharField(max_length=4)),
                ("brand", models.CharField(max_length=16)),
                ("expiry_month", models.PositiveSmallIntegerField()),
                ("expiry_year", models.PositiveSmallIntegerField()),
                ("created_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": 'vault"."card',
                "indexes": [models.Index(fields=["created_at"], name="card_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "lookup"), name="card_once_a_merchant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("destroyed_at", None),
                                ("lookup__isnull", False),
                                ("number__isnull", False),
                            ),
                            models.Q(
                                ("destroyed_at__isnull", False),
                                ("lookup", None),
                                ("number__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="card_destroyed_is_gone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expiry_month__range", (1, 12))),
                        name="card_month_of_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bin8__regex", "^[0-9]{6,8}$"), ("last4__regex", "^[0-9]{4}$")
                        ),
                        name="card_shows_no_number",
                    ),
                ],
            },
        ),
    ]
