"""The queue: tags, cases that sleep, the second level, and a timeline of what was done."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bankcore.crypto.model_fields
import risk.cases.domain.decisions

TIMELINE = (Path(__file__).parent / "sql" / "timeline.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deed", models.CharField(max_length=10)),
                ("actor", models.CharField(max_length=80)),
                ("detail", models.CharField(default="", max_length=120)),
                (
                    "words",
                    bankcore.crypto.model_fields.EncryptedTextField(
                        null=True, purpose="cases.event.words"
                    ),
                ),
                ("happened_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CaseTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="tag")),
            ],
        ),
        migrations.AlterModelOptions(
            name="case",
            options={
                "permissions": [
                    ("work_case", "Can take cases, note and attach, and decide them"),
                    ("work_crime_case", "Can do so with cases of sanctions and laundering"),
                    ("work_escalated_case", "Can do so with cases that were escalated"),
                ]
            },
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="cases_queue",
        ),
        migrations.AddField(
            model_name="case",
            name="escalated_by",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="case",
            name="level",
            field=models.PositiveSmallIntegerField(
                default=risk.cases.domain.decisions.Level["FIRST"]
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="snoozed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", risk.cases.domain.decisions.CaseState["OPEN"])),
                fields=["due_at", "id"],
                name="cases_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("snoozed_until", None),
                    ("snoozed_until__lte", models.F("due_at")),
                    _connector="OR",
                ),
                name="cases_sleeps_within_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("escalated_by", ""), ("level", risk.cases.domain.decisions.Level["FIRST"])
                    ),
                    models.Q(
                        ("level", risk.cases.domain.decisions.Level["SECOND"]),
                        models.Q(("escalated_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalated_by", ""),
                    models.Q(("escalated_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="cases_escalated_to_another",
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="casetag",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tags", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "deed__in",
                        [
                            "taken",
                            "assigned",
                            "put back",
                            "noted",
                            "attached",
                            "pressed",
                            "tagged",
                            "untagged",
                            "snoozed",
                            "woken",
                            "escalated",
                            "decided",
                        ],
                    )
                ),
                name="cases_event_deed",
            ),
        ),
        migrations.AddIndex(
            model_name="casetag",
            index=models.Index(fields=["name"], name="cases_tag_name"),
        ),
        migrations.AddConstraint(
            model_name="casetag",
            constraint=models.UniqueConstraint(fields=("case", "name"), name="cases_tag_once"),
        ),
        migrations.RunSQL(TIMELINE, migrations.RunSQL.noop),
    ]
