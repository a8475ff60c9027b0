"""Shops' payments and their operations by each filter of their lists, without reading all."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("gateway", "0009_staff_search")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS gateway_operation_not_done",
                "DROP INDEX CONCURRENTLY IF EXISTS gateway_operation_of_kind",
                "DROP INDEX CONCURRENTLY IF EXISTS gateway_intent_not_succeeded",
                "DROP INDEX CONCURRENTLY IF EXISTS gateway_intent_of_kind",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "operation",
            models.Index(
                fields=["state", "id"],
                condition=~models.Q(state="SUCCEEDED"),
                name="gateway_operation_not_done",
            ),
        ),
        AddIndexConcurrently(
            "operation",
            BrinIndex(
                fields=["kind", "connector", "currency"],
                opclasses=["text_bloom_ops"] * 3,
                pages_per_range=16,
                autosummarize=True,
                name="gateway_operation_of_kind",
            ),
        ),
        AddIndexConcurrently(
            "paymentintent",
            models.Index(
                fields=["state", "id"],
                condition=~models.Q(state="SUCCEEDED"),
                name="gateway_intent_not_succeeded",
            ),
        ),
        AddIndexConcurrently(
            "paymentintent",
            BrinIndex(
                fields=["currency", "capture_method"],
                opclasses=["text_bloom_ops"] * 2,
                pages_per_range=16,
                autosummarize=True,
                name="gateway_intent_of_kind",
            ),
        ),
    ]
