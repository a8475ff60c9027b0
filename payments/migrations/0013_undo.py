"""A payment that its payer can still take back waits with its money set aside."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import payments.domain.held

SQL = (Path(__file__).parent / "sql" / "0013_undo.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_staff_search"),
        ("payments", "0012_held_instant"),
    ]

    operations = [
        migrations.CreateModel(
            name="UndoSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seconds",
                    models.SmallIntegerField(
                        choices=[
                            (0, "0 seconds"),
                            (10, "10 seconds"),
                            (15, "15 seconds"),
                            (30, "30 seconds"),
                            (60, "60 seconds"),
                        ],
                        default=15,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="heldpayment",
            name="payments_held_money_is_set_aside",
        ),
        migrations.RemoveConstraint(
            model_name="heldpayment",
            name="payments_held_ended_at_a_time",
        ),
        migrations.AddField(
            model_name="heldpayment",
            name="undo_until",
            field=models.DateTimeField(
                blank=True, help_text="Until then its payer could take it back.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="heldpayment",
            name="state",
            field=models.CharField(
                choices=[
                    ("HELD", "Held"),
                    ("READY", "Ready"),
                    ("UNDOABLE", "Undoable"),
                    ("BOOKED", "Booked"),
                    ("REJECTED", "Rejected"),
                    ("REFUSED", "Refused"),
                    ("UNDONE", "Undone"),
                    ("EXPIRED", "Expired"),
                    ("DECLINED", "Declined"),
                ],
                default=payments.domain.held.HeldState["HELD"],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="heldpayment",
            index=models.Index(
                condition=models.Q(("state", "UNDOABLE")),
                fields=["expires_at"],
                name="payments_held_undoable",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("hold_id__isnull", False), ("state__in", ["HELD", "READY", "UNDOABLE"])
                    ),
                    models.Q(("state__in", ["HELD", "READY", "UNDOABLE"]), _negated=True),
                    _connector="OR",
                ),
                name="payments_held_money_is_set_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("state__in", ["HELD", "READY", "UNDOABLE"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["HELD", "READY", "UNDOABLE"]), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="payments_held_ended_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expires_at", models.F("undo_until")), ("state", "UNDOABLE")),
                    models.Q(("ended_at__lt", models.F("undo_until")), ("state", "UNDONE")),
                    models.Q(("state__in", ["UNDOABLE", "UNDONE"]), _negated=True),
                    _connector="OR",
                ),
                name="payments_held_undone_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undo_until__isnull", True),
                    ("state__in", ["UNDOABLE", "UNDONE"]),
                    models.Q(
                        ("ended_at__gte", models.F("undo_until")),
                        ("state__in", ["BOOKED", "REFUSED"]),
                    ),
                    _connector="OR",
                ),
                name="payments_held_booked_after_its_time",
            ),
        ),
        migrations.AddField(
            model_name="undosetting",
            name="customer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.customer",
                to_field="public_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="undosetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__in", (0, 10, 15, 30, 60))),
                name="payments_undo_seconds",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
