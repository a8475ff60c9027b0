"""The rule for the rows that were there before it."""

from django.db import migrations


class Migration(migrations.Migration):
    """Rows are read, and written meanwhile."""

    dependencies = [("chaos_expanding", "0003_constraint")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE ledger_balance VALIDATE CONSTRAINT chaos_mark_positive",
            migrations.RunSQL.noop,
        )
    ]
