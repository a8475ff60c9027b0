"""Which version of its schema an event was written by; what was written before is of the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_rights")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
    ]
