"""A long list of cases: the order in which it is shown, and whom a case is about."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("cases", "0005_queue")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS cases_shown",
                "DROP INDEX CONCURRENTLY IF EXISTS cases_about",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "case", models.Index(fields=["-state", "due_at", "id"], name="cases_shown")
        ),
        AddIndexConcurrently("case", models.Index(fields=["subject"], name="cases_about")),
        # What it answered, cases_shown does.
        RemoveIndexConcurrently("case", "cases_queue"),
    ]
