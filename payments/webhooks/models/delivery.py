"""Who has been told what, and every try."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from payments.models.choices import choices_of
from payments.webhooks.domain.states import DeliveryState
from payments.webhooks.models.endpoint import Endpoint
from payments.webhooks.models.event import Event


class Delivery(models.Model):
    """One event for one endpoint, however many tries it takes.

    `lease_until` is set while a dispatcher holds it; a dispatcher that died lets it lapse.
    `tries` counts those of this round: a replay begins a new one.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(
        max_length=9, choices=choices_of(DeliveryState), default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="Delivered or given up.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhooks_told_once"),
            models.CheckConstraint(
                condition=(Q(state=DeliveryState.WAITING) & Q(settled_at__isnull=True))
                | (~Q(state=DeliveryState.WAITING) & Q(settled_at__isnull=False)),
                name="webhooks_settled_when",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING) | Q(lease_until__isnull=True),
                name="webhooks_only_waiting_is_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="webhooks_delivery_due",
            ),
            models.Index(fields=["endpoint", "-id"], name="webhooks_delivery_page"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.endpoint_id}"


class Attempt(models.Model):
    """One try, written before it is made; its answer is added once and nothing else ever.

    One without an answer was under way when the dispatcher died.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(help_text="From 1, over all rounds.")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP.")
    answer = models.BinaryField(null=True, blank=True, max_length=1024, help_text="First 1 KiB.")
    error = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="webhooks_each_try_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("started_at")),
                name="webhooks_answered_later",
            ),
        ]

    def __str__(self) -> str:
        return f"try {self.number} of {self.delivery_id}"
