"""A held payment keeps that it is to go at once, and whether it did."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0012_held_instant.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0011_held"),
    ]

    operations = [
        migrations.AddField(
            model_name="heldpayment",
            name="as_ordinary",
            field=models.BooleanField(
                default=False, help_text="It was to go at once, and went as an ordinary payment."
            ),
        ),
        migrations.AddField(
            model_name="heldpayment",
            name="is_instant",
            field=models.BooleanField(default=False, help_text="It is to go at once."),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("as_ordinary", False),
                    models.Q(("is_instant", True), ("state", "BOOKED")),
                    _connector="OR",
                ),
                name="payments_held_ordinary_was_instant",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
