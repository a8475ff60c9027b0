"""How long customers may take payments back."""

from django.db import models

from payments.domain.undo import CHOICES, DEFAULT


class UndoSetting(models.Model):
    """What a customer has chosen; who has chosen nothing has the default."""

    customer = models.OneToOneField(
        "accounts.Customer", to_field="public_id", on_delete=models.PROTECT, related_name="+"
    )
    seconds = models.SmallIntegerField(
        choices=[(each, f"{each} seconds") for each in CHOICES], default=DEFAULT
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seconds__in=CHOICES), name="payments_undo_seconds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} seconds"
