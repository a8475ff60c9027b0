"""What customers let third parties read."""

import datetime
import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

_GUARDS = (Path(__file__).parent / "sql/0007_account_access.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_saved_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="redirect_uris",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="AccountAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("customer_id", models.UUIDField()),
                ("account_ids", models.JSONField()),
                ("scopes", models.JSONField()),
                ("redirect_uri", models.CharField(max_length=500)),
                ("code_sha256", models.BinaryField(max_length=32, unique=True)),
                ("code_challenge", models.CharField(max_length=128)),
                ("code_expires_at", models.DateTimeField()),
                ("code_used_at", models.DateTimeField(null=True)),
                ("refresh_sha256", models.BinaryField(max_length=32, null=True, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.apiclient",
                    ),
                ),
                (
                    "confirmation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.confirmation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "account accesses",
            },
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="access",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.accountaccess",
            ),
        ),
        migrations.AddIndex(
            model_name="accountaccess",
            index=models.Index(fields=["user", "-created_at"], name="identity_access_of_user"),
        ),
        migrations.AddConstraint(
            model_name="accountaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("created_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_at"), "+", models.Value(datetime.timedelta(days=180))
                        ),
                    ),
                ),
                name="identity_access_180_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code_expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_at"),
                            "+",
                            models.Value(datetime.timedelta(seconds=60)),
                        ),
                    )
                ),
                name="identity_access_code_short",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code_used_at__isnull", True),
                    ("code_used_at__lte", models.F("code_expires_at")),
                    _connector="OR",
                ),
                name="identity_access_code_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refresh_sha256__isnull", True),
                    ("code_used_at__isnull", False),
                    _connector="OR",
                ),
                name="identity_access_token_for_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_ids", []), _negated=True),
                    models.Q(("scopes", []), _negated=True),
                ),
                name="identity_access_of_something",
            ),
        ),
        migrations.RunSQL(_GUARDS, migrations.RunSQL.noop),
    ]
