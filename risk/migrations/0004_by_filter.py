"""Decisions that staff look for among very many, found without reading all."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("risk", "0003_assessments")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS risk_decision_not_approved",
                "DROP INDEX CONCURRENTLY IF EXISTS risk_decision_fallback",
                "DROP INDEX CONCURRENTLY IF EXISTS risk_decision_channel",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "screeningdecision",
            models.Index(
                fields=["outcome", "id"],
                condition=~models.Q(outcome="APPROVE"),
                name="risk_decision_not_approved",
            ),
        ),
        AddIndexConcurrently(
            "screeningdecision",
            models.Index(
                fields=["id"], condition=models.Q(is_fallback=True), name="risk_decision_fallback"
            ),
        ),
        AddIndexConcurrently(
            "screeningdecision",
            BrinIndex(
                fields=["channel"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="risk_decision_channel",
            ),
        ),
    ]
