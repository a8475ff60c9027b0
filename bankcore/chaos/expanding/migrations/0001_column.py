"""Expand: a column that code which does not know it may leave empty."""

from django.db import migrations


class Migration(migrations.Migration):
    """PostgreSQL writes no row for it: the table is locked for an instant."""

    dependencies = [("ledger", "0008_seals_moved")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE ledger_balance ADD COLUMN chaos_mark bigint",
            "ALTER TABLE ledger_balance DROP COLUMN chaos_mark",
        )
    ]
