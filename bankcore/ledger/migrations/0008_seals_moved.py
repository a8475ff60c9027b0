"""The seal covers more than the journal now: bankcore/seals, which seals the whole of it anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_unmanaged_models")]
    operations = [
        migrations.RunSQL("DROP TABLE ledger_seal", migrations.RunSQL.noop),
        migrations.DeleteModel("Seal"),
    ]
