"""Payments that are not settled, or in a currency, found without reading all."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("payments", "0014_long_lists")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS payments_not_settled",
                "DROP INDEX CONCURRENTLY IF EXISTS payments_in_currency",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "externalpayment",
            models.Index(
                fields=["state", "id"],
                condition=~models.Q(state="SETTLED"),
                name="payments_not_settled",
            ),
        ),
        AddIndexConcurrently(
            "externalpayment",
            BrinIndex(
                fields=["currency"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="payments_in_currency",
            ),
        ),
    ]
