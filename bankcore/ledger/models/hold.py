"""Money set aside on an account until it is captured, released or expires."""

from django.db import models

from bankcore.ledger.models.account import Account, Currency


class Hold(models.Model):
    """An amount (minor units) that its account cannot spend meanwhile."""

    class State(models.TextChoices):
        """A hold is resolved once: captured (wholly or partly), released or expired."""

        OPEN = "OPEN"
        CAPTURED = "CAPTURED"
        RELEASED = "RELEASED"
        EXPIRED = "EXPIRED"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_column="currency"
    )
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reference = models.CharField(max_length=80)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        managed = False
        db_table = "ledger_hold"

    def __str__(self) -> str:
        return f"hold {self.pk} {self.reference}"


class HoldEvent(models.Model):
    """One thing that happened to a hold; append-only."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="events")
    event = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    txn_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_hold_event"

    def __str__(self) -> str:
        return f"{self.event} {self.amount} of hold {self.hold_id}"
