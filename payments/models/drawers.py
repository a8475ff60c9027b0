"""Tellers' drawers, their sessions and the cash that moves through them."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from payments.domain.drawers import CashReason, SessionState


class TellerDrawer(models.Model):
    """A teller's drawer at a branch in one currency, with a ledger account of its own."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    branch = models.CharField(max_length=8)
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    ledger_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        permissions = [("operate_drawer", "Can work at the counter with a drawer")]
        constraints = [
            models.UniqueConstraint(
                fields=["teller", "branch", "currency"], name="payments_one_drawer_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"drawer of {self.teller_id} at {self.branch}"


class DrawerSession(models.Model):
    """From opening a drawer to closing it. What was expected is always the ledger's balance."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    drawer = models.ForeignKey(TellerDrawer, on_delete=models.PROTECT, related_name="sessions")
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField()
    state = models.CharField(
        max_length=7, choices=[(each.value, each.value.lower()) for each in SessionState]
    )
    opened_at = models.DateTimeField()
    opening_minor = models.BigIntegerField()
    count = models.JSONField(null=True, help_text="Pieces by face value in minor units.")
    counted_minor = models.BigIntegerField(null=True)
    expected_minor = models.BigIntegerField(null=True)
    difference_minor = models.BigIntegerField(null=True)
    difference_reason = models.CharField(max_length=300, blank=True)
    counted_at = models.DateTimeField(null=True)
    approval = models.ForeignKey(
        "approvals.Request", on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["teller", "currency"],
                condition=~models.Q(state="CLOSED"),
                name="payments_one_open_drawer",
            ),
            models.UniqueConstraint(
                fields=["drawer"],
                condition=~models.Q(state="CLOSED"),
                name="payments_drawer_opened_once",
            ),
            models.CheckConstraint(
                condition=models.Q(opening_minor__gte=0, counted_minor=None)
                | models.Q(opening_minor__gte=0, counted_minor__gte=0),
                name="payments_drawer_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(state="OPEN", counted_minor=None, closed_at=None)
                | models.Q(state="COUNTED", counted_minor__isnull=False, closed_at=None)
                | models.Q(state="CLOSED", counted_minor__isnull=False, closed_at__isnull=False),
                name="payments_drawer_state_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    counted_minor=None, expected_minor=None, difference_minor=None, count=None
                )
                | models.Q(
                    expected_minor__isnull=False,
                    count__isnull=False,
                    difference_minor=models.F("counted_minor") - models.F("expected_minor"),
                ),
                name="payments_drawer_difference",
            ),
            models.CheckConstraint(
                condition=models.Q(difference_minor=None)
                | models.Q(difference_minor=0)
                | ~models.Q(difference_reason=""),
                name="payments_drawer_difference_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="COUNTED") | models.Q(approval__isnull=False),
                name="payments_drawer_counted_and_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.public_id}"


class CashMovement(models.Model):
    """Cash into a drawer (positive) or out of it, with the ledger's transaction; append-only."""

    session = models.ForeignKey(DrawerSession, on_delete=models.PROTECT, related_name="movements")
    reason = models.CharField(
        max_length=10, choices=[(each.value, each.value.lower()) for each in CashReason]
    )
    amount_minor = models.BigIntegerField()
    txn_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()

    class Meta:
        permissions = [
            ("request_reversal", "Can ask for a transaction to be reversed"),
            ("take_deposit", "Can take cash in for an account"),
            ("pay_withdrawal", "Can pay cash out of an account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0), name="payments_cash_moves_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.amount_minor}"
