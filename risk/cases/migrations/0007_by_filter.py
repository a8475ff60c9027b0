"""The list of cases by each of its filters, found without reading all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("cases", "0006_long_list")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS cases_of_kind",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_of_priority",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_of_outcome",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_of_second_level",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_of_assignee",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_asleep",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "case", models.Index(fields=["kind", "-state", "due_at", "id"], name="cases_of_kind")
        ),
        AddIndexConcurrently(
            "case",
            models.Index(fields=["priority", "-state", "due_at", "id"], name="cases_of_priority"),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(fields=["outcome", "-state", "due_at", "id"], name="cases_of_outcome"),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["-state", "due_at", "id"],
                condition=models.Q(level__gt=1),
                name="cases_of_second_level",
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["assignee", "due_at", "id"],
                include=["level", "snoozed_until"],
                condition=models.Q(state="OPEN"),
                name="cases_of_assignee",
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="OPEN", snoozed_until__isnull=False),
                name="cases_asleep",
            ),
        ),
    ]
