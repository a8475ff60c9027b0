"""Accounts are found by how their number begins, which the unique index does not do for words."""

from django.db import migrations


class Migration(migrations.Migration):
    """Not in a transaction; one that broke off leaves an invalid index, which goes first."""

    atomic = False
    dependencies = [("ledger", "0008_seals_moved")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS ledger_account_number_begins",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY ledger_account_number_begins"
            " ON ledger_account (number text_pattern_ops)",
            "DROP INDEX CONCURRENTLY IF EXISTS ledger_account_number_begins",
        ),
    ]
