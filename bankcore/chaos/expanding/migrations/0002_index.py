"""An index, while everybody writes."""

from django.db import migrations


class Migration(migrations.Migration):
    """Not in a transaction; one that broke off leaves an invalid index, which goes first."""

    atomic = False
    dependencies = [("chaos_expanding", "0001_column")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS chaos_mark_index",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY chaos_mark_index ON ledger_balance (chaos_mark)",
            "DROP INDEX CONCURRENTLY IF EXISTS chaos_mark_index",
        ),
    ]
