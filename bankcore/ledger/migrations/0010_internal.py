"""The bank's own accounts, found without reading those of all its customers."""

from django.db import migrations


class Migration(migrations.Migration):
    """Not in a transaction; one that broke off leaves an invalid index, which goes first."""

    atomic = False
    dependencies = [("ledger", "0009_number_search")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS ledger_account_of_the_bank",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY ledger_account_of_the_bank"
            " ON ledger_account (kind, id) WHERE kind <> 'CUSTOMER'",
            "DROP INDEX CONCURRENTLY IF EXISTS ledger_account_of_the_bank",
        ),
    ]
