"""Branches, and what staff may do under four eyes; the rules are in sql/0004_roles.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = Path(__file__).parent / "sql" / "0004_roles.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_confirmations"),
        ("audit", "0002_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [
                    ("manage_staff", "Can ask for changes of staff and their roles"),
                    ("manage_branches", "Can name branches"),
                ],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "verbose_name_plural": "branches",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^[A-Z0-9][A-Z0-9-]*$"),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="identity_branch_is_named",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="identity.branch",
                to_field="code",
            ),
        ),
        migrations.CreateModel(
            name="RoleConflict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.CharField(max_length=40)),
                ("other", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="identity_conflict_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="identity_conflict_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request_id",
                    models.BigIntegerField(
                        help_text="The four-eyes request; none where the owner did it.",
                        null=True,
                        unique=True,
                    ),
                ),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("maker", models.CharField(max_length=80)),
                ("checker", models.CharField(max_length=80, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", None), ("request_id", None)),
                            models.Q(("checker__isnull", False), ("request_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="identity_rolechange_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checker", None),
                            models.Q(("checker", models.F("maker")), _negated=True),
                            _connector="OR",
                        ),
                        name="identity_rolechange_by_two_people",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULES.read_text(), migrations.RunSQL.noop),
    ]
