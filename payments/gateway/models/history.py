"""What happened to payments: rows are added and never changed."""

from __future__ import annotations

from django.db import models

from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.operation import Operation


class StateChange(models.Model):
    """One change of a payment or, with `operation`, of an operation.

    A row whose states are the same is a note: an answer that came too late, or that could not be
    right, with what it said.
    """

    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="changes")
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.CharField(max_length=20)
    before = models.CharField(max_length=24)
    after = models.CharField(max_length=24)
    actor = models.CharField(max_length=80)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["intent", "id"], name="gateway_change_of_intent")]

    def __str__(self) -> str:
        return f"{self.before} {self.event} {self.after}"
