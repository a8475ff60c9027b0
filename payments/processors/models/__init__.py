"""What was asked of other processors, and what they tell by themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from payments.processors.domain.calls import CallState


class ProcessorCall(models.Model):
    """One operation at a processor. Every id sent there follows from `operation_id`.

    `remote_id` is the processor's id of the payment; of an authorisation it is stored before
    anything is charged. `remote_charge` is what its reports name.
    """

    operation_id = models.UUIDField(unique=True)
    connector = models.CharField(max_length=16)
    kind = models.CharField(max_length=14)
    state = models.CharField(
        max_length=9,
        choices=[(each.value, each.value.capitalize()) for each in CallState],
        default=CallState.QUEUED,
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    card_token = models.CharField(max_length=40, blank=True)
    recurring = models.BooleanField(default=False)
    remote_id = models.CharField(max_length=64, blank=True)
    remote_charge = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=8, blank=True)
    raw_code = models.CharField(max_length=64, blank=True)
    tries = models.IntegerField(default=0)
    deadline = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["connector", "remote_id"], name="processors_call_remote"),
            models.Index(fields=["connector", "remote_charge"], name="processors_call_charge"),
            models.Index(
                fields=["next_try_at"],
                condition=~Q(state__in=["ANSWERED", "NOT_SENT"]),
                name="processors_call_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="processors_call_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["QUEUED", "NOT_SENT"]) | Q(sent_at__isnull=False),
                name="processors_call_sent_is_marked",
            ),
            # What is changed at the processor has been there before.
            models.CheckConstraint(
                condition=Q(kind="AUTHORISE") | ~Q(remote_id=""),
                name="processors_call_of_a_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.operation_id}"


class InboundCallback(models.Model):
    """One notice as it came in, byte for byte: signed by the processor, each once."""

    connector = models.CharField(max_length=16)
    external_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "external_id"], name="processors_callback_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(processed_at=None),
                name="processors_callback_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.external_id
