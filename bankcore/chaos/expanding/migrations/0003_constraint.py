"""A rule for every row from now on; those that are there are looked at later."""

from django.db import migrations


class Migration(migrations.Migration):
    """The table is locked for an instant: no row is read."""

    dependencies = [("chaos_expanding", "0002_index")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE ledger_balance ADD CONSTRAINT chaos_mark_positive"
            " CHECK (chaos_mark > 0) NOT VALID",
            "ALTER TABLE ledger_balance DROP CONSTRAINT chaos_mark_positive",
        )
    ]
