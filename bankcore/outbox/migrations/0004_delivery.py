"""Places for events, the inbox of their consumers, and what nobody could handle."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

_SQL = Path(__file__).parent / "sql"
PLACES = (_SQL / "0004_places.sql").read_text()
GUARDS = (_SQL / "0004_guards.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
                ("highest", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("consumer", models.CharField(max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waits for its next try"),
                            ("DEAD", "Given up"),
                            ("DONE", "Handled after all"),
                            ("DROPPED", "Dropped by staff"),
                        ],
                        max_length=8,
                    ),
                ),
                ("tries", models.IntegerField()),
                ("cause", models.CharField(max_length=120)),
                ("sentence", models.CharField(max_length=300)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name": "failed event",
                "verbose_name_plural": "failed events and dead letters",
                "permissions": [
                    ("replay_dead_letter", "Can have an event that was given up tried again"),
                    ("drop_dead_letter", "Can drop an event that was given up"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handled",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event_id",
                        "consumer",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("consumer", models.CharField(max_length=160)),
                ("event_id", models.UUIDField()),
                ("handled_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="event",
            name="placed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="position",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="sequence",
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="event",
            name="outbox_waiting",
        ),
        migrations.RemoveField(
            model_name="event",
            name="delivered_at",
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("position", None)), fields=["id"], name="outbox_unplaced"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("position",), name="outbox_event_position"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("subject", "sequence"), name="outbox_event_sequence"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("placed_at", None), ("position", None), ("sequence", None)),
                    models.Q(
                        ("placed_at__isnull", False), ("position__gte", 1), ("sequence__gte", 1)
                    ),
                    _connector="OR",
                ),
                name="outbox_event_placed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="cursor",
            constraint=models.CheckConstraint(
                condition=models.Q(("highest__gte", models.F("position")), ("position__gte", 0)),
                name="outbox_cursor_within",
            ),
        ),
        migrations.AddField(
            model_name="failure",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="failures",
                to="outbox.event",
                to_field="event_id",
            ),
        ),
        migrations.AddIndex(
            model_name="handled",
            index=models.Index(fields=["handled_at"], name="outbox_handled_at"),
        ),
        migrations.AddIndex(
            model_name="failure",
            index=models.Index(
                condition=models.Q(("state", "WAITING")),
                fields=["next_at"],
                name="outbox_failure_due",
            ),
        ),
        migrations.AddIndex(
            model_name="failure",
            index=models.Index(
                condition=models.Q(("state", "DEAD")),
                fields=["consumer"],
                name="outbox_failure_dead",
            ),
        ),
        migrations.AddConstraint(
            model_name="failure",
            constraint=models.UniqueConstraint(
                fields=("consumer", "event"), name="outbox_failure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="failure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_at__isnull", False), ("state", "WAITING")),
                    models.Q(models.Q(("state", "WAITING"), _negated=True), ("next_at", None)),
                    _connector="OR",
                ),
                name="outbox_failure_waits_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="failure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DROPPED"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="outbox_failure_dropped_why",
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
