"""Orders without another date, and payments to an IBAN, found without reading all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("payments", "0013_undo")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS payments_order_last",
                "DROP INDEX CONCURRENTLY IF EXISTS payments_to_iban",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "standingorder",
            models.Index(
                fields=["id"],
                name="payments_order_last",
                condition=models.Q(next_due_date__isnull=True, state__in=["ACTIVE", "PAUSED"]),
            ),
        ),
        AddIndexConcurrently(
            "externalpayment",
            models.Index(fields=["creditor_iban", "id"], name="payments_to_iban"),
        ),
    ]
