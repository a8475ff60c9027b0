"""What was done to payments: one row for each thing that a network was told, or told us."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from payments.gateway.domain.operations import MOST_ATTEMPTS, OperationKind, OperationState
from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.merchant import Merchant
from payments.gateway.models.payer import PaymentMethod
from payments.models.choices import choices_of


class Operation(models.Model):
    """An authorisation (Stripe: charge), or what changes one.

    `original` is the authorisation of everything that is not one itself. `business_date` is the
    day it succeeded, by which it is cleared and settled. `fee_minor` is what the merchant pays for
    it. `settlement_batch` is set once, when it is settled with the merchant. `attempt` counts the
    networks that one confirmation has tried. `excess_minor` is what was taken back beyond what was
    left of the payment: the bank's loss.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    # Found by the index on intent and id. Every index is written again when a row is settled.
    intent = models.ForeignKey(
        PaymentIntent, on_delete=models.PROTECT, related_name="operations", db_index=False
    )
    payment_method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=14, choices=choices_of(OperationKind))
    state = models.CharField(
        max_length=10, choices=choices_of(OperationState), default=OperationState.QUEUED
    )
    connector = models.CharField(max_length=16)
    amount_minor = models.BigIntegerField()
    approved_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    is_final = models.BooleanField(default=True)
    network_reference = models.CharField(max_length=40, blank=True)
    authorisation_code = models.CharField(max_length=6, blank=True)
    eci = models.CharField(
        "ECI",
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text="With which its payer's bank has confirmed it.",
    )
    decline_code = models.CharField(max_length=40, blank=True)
    raw_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="Of a refund or dispute.")
    metadata = models.JSONField(default=dict, blank=True)
    fee_minor = models.BigIntegerField(default=0)
    business_date = models.DateField(null=True, blank=True)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    return_txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    settlement_batch = models.BigIntegerField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    excess_minor = models.BigIntegerField(default=0)
    idempotency_id = models.UUIDField(null=True, blank=True, unique=True)
    deadline = models.DateTimeField(null=True, blank=True)
    inquiries = models.PositiveSmallIntegerField(default=0)
    inquire_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["intent", "id"], name="gateway_operation_of_intent"),
            models.Index(fields=["connector", "network_reference"], name="gateway_operation_ref"),
            models.Index(
                fields=["state", "deadline"],
                condition=Q(state__in=["QUEUED", "PENDING", "UNKNOWN"]),
                name="gateway_operation_open",
            ),
            models.Index(
                fields=["currency", "business_date", "merchant"],
                condition=Q(settlement_batch__isnull=True)
                & Q(state__in=["SUCCEEDED", "RETURNED"])
                & Q(kind__in=["CAPTURE", "REFUND", "CHARGEBACK", "REPRESENTMENT"]),
                name="gateway_operation_unsettled",
            ),
            # Those that did not succeed are few, and the ones that staff look for.
            models.Index(
                fields=["state", "id"],
                condition=~Q(state="SUCCEEDED"),
                name="gateway_operation_not_done",
            ),
            # In which pages of the table there are operations of a kind: cheap to write.
            BrinIndex(
                fields=["kind", "connector", "currency"],
                opclasses=["text_bloom_ops"] * 3,
                pages_per_range=16,
                autosummarize=True,
                name="gateway_operation_of_kind",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="gateway_operation_positive"
            ),
            models.CheckConstraint(
                condition=Q(attempt__gte=1, attempt__lte=MOST_ATTEMPTS),
                name="gateway_operation_few_attempts",
            ),
            models.CheckConstraint(
                condition=Q(excess_minor__gte=0, excess_minor__lte=F("amount_minor")),
                name="gateway_operation_excess_within",
            ),
            models.CheckConstraint(
                condition=Q(kind="AUTHORISE", original__isnull=True)
                | (~Q(kind="AUTHORISE") & Q(original__isnull=False)),
                name="gateway_operation_of_an_authorisation",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SUCCEEDED", "RETURNED"]) | Q(business_date__isnull=False),
                name="gateway_operation_succeeded_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id
