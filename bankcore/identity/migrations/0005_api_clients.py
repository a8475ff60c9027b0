"""Keys, signing secrets and tokens of API clients, apart from the clients."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bankcore.crypto.model_fields
import bankcore.identity.domain.api_clients

_SQL = Path(__file__).parent / "sql"
_MOVE = (_SQL / "0005_move_credentials.sql").read_text()
_GUARDS = (_SQL / "0005_api_clients.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32, unique=True)),
                ("scopes", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("TEST", "TEST"), ("LIVE", "LIVE")], max_length=4),
                ),
                ("prefix", models.CharField(max_length=16)),
                ("sha256", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "API key",
            },
        ),
        migrations.CreateModel(
            name="SigningSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_id", models.CharField(max_length=80, unique=True)),
                (
                    "secret",
                    bankcore.crypto.model_fields.EncryptedBytesField(
                        purpose="api-client-signing-secret"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterModelOptions(
            name="apiclient",
            options={
                "permissions": [("manage_clients", "Can manage API clients")],
                "verbose_name": "API client",
            },
        ),
        migrations.AddField(
            model_name="apiclient",
            name="burst",
            field=models.PositiveIntegerField(default=120),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="customer_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="kind",
            field=models.CharField(
                choices=[("TEST", "TEST"), ("LIVE", "LIVE")],
                default=bankcore.identity.domain.api_clients.ClientKind["TEST"],
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="networks",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="rate_per_minute",
            field=models.PositiveIntegerField(default=600),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="signed_only",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.UniqueConstraint(fields=("id", "kind"), name="identity_client_kind"),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", bankcore.identity.domain.api_clients.ClientKind)),
                name="identity_client_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("burst__gt", 0), ("rate_per_minute__gt", 0)),
                name="identity_client_limits",
            ),
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.apiclient",
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.apiclient",
            ),
        ),
        migrations.AddField(
            model_name="signingsecret",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.apiclient",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesstoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="identity_token_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__isnull", True),
                    ("expires_at__gt", models.F("created_at")),
                    _connector="OR",
                ),
                name="identity_key_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="signingsecret",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__isnull", True),
                    ("expires_at__gt", models.F("created_at")),
                    _connector="OR",
                ),
                name="identity_secret_ends_later",
            ),
        ),
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="apiclient",
            name="key_prefix",
        ),
        migrations.RemoveField(
            model_name="apiclient",
            name="key_sha256",
        ),
        migrations.RemoveField(
            model_name="apiclient",
            name="signing_secret",
        ),
        migrations.RunSQL(_GUARDS, migrations.RunSQL.noop),
    ]
