"""Reversals that are repeated until the network acknowledges them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from payments.cards.domain.states import ReversalState
from payments.cards.models.message import NetworkMessage
from payments.models.choices import choices_of


class StoredReversal(models.Model):
    """Takes back a message of unknown outcome; `reversal` is the 0420 that does.

    `tries` counts how often it was sent, `next_at` is when it is next, `reason` its DE39.
    """

    message = models.OneToOneField(NetworkMessage, on_delete=models.PROTECT, related_name="+")
    reversal = models.OneToOneField(
        NetworkMessage, on_delete=models.PROTECT, related_name="stored_reversal"
    )
    connector = models.CharField(max_length=16)
    state = models.CharField(
        max_length=12, choices=choices_of(ReversalState), default=ReversalState.OPEN
    )
    reason = models.CharField(max_length=2)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    told_overdue_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff were told that it waits for too long."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["connector", "next_at"],
                condition=Q(state="OPEN"),
                name="cards_reversal_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", acknowledged_at__isnull=True)
                | Q(state="ACKNOWLEDGED", acknowledged_at__isnull=False),
                name="cards_reversal_acknowledged_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector} reversal {self.pk}"
