"""Entries of an action, found without reading all."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("audit", "0005_by_actor")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS audit_action",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "auditentry",
            BrinIndex(
                fields=["action"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="audit_action",
            ),
        ),
    ]
