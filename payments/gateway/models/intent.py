"""Payments of merchants. Every limit of money is a CHECK on counters that are set first."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.models.merchant import Merchant
from payments.gateway.models.payer import Mandate, Payer, PaymentMethod
from payments.models.choices import choices_of


class PaymentIntent(models.Model):
    """One payment, however many tries it takes.

    Amounts are minor units. `capturing`, `refunding` and `increasing` are reserved for what is on
    its way; `disputed` is what chargebacks have taken and representments have not brought back.
    `idempotency_id` names the request that made it, `last_request` the one that last changed it
    without making an operation: the same request again finds what it did.
    """

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, choices=choices_of(IntentState))
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    capture_method = models.CharField(max_length=9, choices=choices_of(CaptureMethod))
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    description = models.CharField(max_length=1_000, blank=True)
    merchant_reference = models.CharField(max_length=64, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    authorised_minor = models.BigIntegerField(default=0)
    increasing_minor = models.BigIntegerField(default=0)
    capturing_minor = models.BigIntegerField(default=0)
    captured_minor = models.BigIntegerField(default=0)
    voided_minor = models.BigIntegerField(default=0)
    refunding_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    disputed_minor = models.BigIntegerField(default=0)
    decline_code = models.CharField(max_length=40, blank=True, help_text="Of the latest try.")
    cancellation_reason = models.CharField(max_length=40, blank=True)
    client_secret = models.CharField(max_length=80)
    off_session = models.BooleanField(default=False, help_text="Charged with the payer away.")
    risk_outcome = models.CharField(max_length=9, blank=True)
    risk_score = models.IntegerField(null=True, blank=True)
    idempotency_id = models.UUIDField(null=True, blank=True, unique=True)
    last_request = models.UUIDField(null=True, blank=True)
    version = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "-id"], name="gateway_intent_page"),
            models.Index(
                fields=["merchant_reference"],
                condition=~Q(merchant_reference=""),
                name="gateway_intent_reference",
            ),
            # Those that have not come to their end are few, and the ones that staff look for.
            models.Index(
                fields=["state", "id"],
                condition=~Q(state="SUCCEEDED"),
                name="gateway_intent_not_succeeded",
            ),
            # In which pages of the table there are payments of a kind.
            BrinIndex(
                fields=["currency", "capture_method"],
                opclasses=["text_bloom_ops", "text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="gateway_intent_of_kind",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gateway_intent_positive"),
            models.CheckConstraint(
                condition=Q(
                    increasing_minor__gte=0,
                    capturing_minor__gte=0,
                    captured_minor__gte=0,
                    voided_minor__gte=0,
                    refunding_minor__gte=0,
                    refunded_minor__gte=0,
                    disputed_minor__gte=0,
                ),
                name="gateway_counters_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    authorised_minor__gte=F("captured_minor")
                    + F("capturing_minor")
                    + F("voided_minor")
                ),
                name="gateway_captured_within_authorised",
            ),
            models.CheckConstraint(
                condition=Q(
                    captured_minor__gte=F("refunded_minor")
                    + F("refunding_minor")
                    + F("disputed_minor")
                ),
                name="gateway_refunded_within_captured",
            ),
            models.UniqueConstraint(
                fields=["merchant", "merchant_reference"],
                condition=~Q(merchant_reference=""),
                name="gateway_one_payment_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id
