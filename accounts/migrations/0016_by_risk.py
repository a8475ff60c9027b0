"""Customers of a risk rating, found without reading all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Not in a transaction; what broke off leaves invalid indexes, which go first."""

    atomic = False
    dependencies = [("accounts", "0015_categories")]

    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS accounts_customer_by_risk",
            ],
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            "customer", models.Index(fields=["risk_rating", "id"], name="accounts_customer_by_risk")
        ),
    ]
