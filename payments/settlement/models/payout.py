"""Payouts to merchants."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from payments.models.choices import choices_of
from payments.settlement.domain.states import PayoutState


class Payout(models.Model):
    """What is paid to a merchant's account; taken off what is available when it is made.

    `scheduled_for` is the day of the merchant's schedule, where that made it: one a day and
    currency. `idempotency` is the request's that made it. Amounts are minor units.
    """

    object_id = models.CharField(max_length=40, unique=True, help_text="po_ and random text.")
    merchant = models.ForeignKey("gateway.Merchant", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=choices_of(PayoutState), default=PayoutState.PENDING
    )
    account_id = models.UUIDField(help_text="The account that it goes to.")
    scheduled_for = models.DateField(null=True, blank=True)
    idempotency = models.UUIDField(null=True, blank=True, unique=True)
    description = models.CharField(max_length=140, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    ordered_by = models.CharField(max_length=80)
    failure_code = models.CharField(max_length=40, blank=True)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "-id"], name="settlement_payout_page"),
            models.Index(
                fields=["id"], condition=Q(state="PENDING"), name="settlement_payout_pending"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="settlement_payout_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID") | Q(txn_id__isnull=False),
                name="settlement_paid_is_booked",
            ),
            models.UniqueConstraint(
                fields=["merchant", "currency", "scheduled_for"],
                condition=Q(scheduled_for__isnull=False),
                name="settlement_one_scheduled_payout_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id
