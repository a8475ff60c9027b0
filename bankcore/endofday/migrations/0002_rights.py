"""The permission to close the business day."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("endofday", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dayrun",
            options={
                "permissions": [("close_day", "Can close the business day")],
                "verbose_name": "end of day",
                "verbose_name_plural": "ends of day",
            },
        ),
    ]
