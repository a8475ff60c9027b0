"""Each day keeps which table of shocks it was measured by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("market", "0004_bonds"),
    ]

    operations = [
        migrations.AddField(
            model_name="rateday",
            name="shock_table",
            field=models.CharField(default="BASEL_2024", editable=False, max_length=11),
        ),
    ]
