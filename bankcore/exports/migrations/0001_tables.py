"""Lists that staff ordered as files."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bankcore.crypto.model_fields
import bankcore.exports.domain.terms

RIGHTS = (Path(__file__).parent / "sql" / "rights.sql").read_text()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        default=bankcore.exports.domain.terms.State["WAITING"], max_length=7
                    ),
                ),
                (
                    "query",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        null=True, purpose="exports.list.query"
                    ),
                ),
                (
                    "content",
                    bankcore.crypto.model_fields.EncryptedBytesField(
                        null=True, purpose="exports.list.content"
                    ),
                ),
                ("rows", models.PositiveIntegerField(null=True)),
                ("is_cut", models.BooleanField(default=False, verbose_name="cut at the limit")),
                ("rights", models.CharField(default="", max_length=64)),
                ("failure", models.CharField(default="", max_length=200)),
                ("ordered_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "-id"], name="exports_list_of"),
                    models.Index(
                        condition=models.Q(("state", bankcore.exports.domain.terms.State["READY"])),
                        fields=["expires_at"],
                        name="exports_list_ends",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content__isnull", True),
                                ("state", bankcore.exports.domain.terms.State["WAITING"]),
                                ("written_at", None),
                            ),
                            models.Q(
                                ("content__isnull", False),
                                ("expires_at__isnull", False),
                                ("rows__isnull", False),
                                ("state", bankcore.exports.domain.terms.State["READY"]),
                            ),
                            models.Q(
                                ("content__isnull", True),
                                ("state", bankcore.exports.domain.terms.State["FAILED"]),
                                models.Q(("failure", ""), _negated=True),
                            ),
                            models.Q(
                                ("content__isnull", True),
                                ("query__isnull", True),
                                ("state", bankcore.exports.domain.terms.State["REMOVED"]),
                            ),
                            _connector="OR",
                        ),
                        name="exports_list_state",
                    )
                ],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
