"""Pages of the bank on which payers pay merchants."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from payments.gateway.domain.checkout import SessionState, SetupState
from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.merchant import Merchant
from payments.gateway.models.payer import Mandate, Payer, PaymentMethod
from payments.models.choices import choices_of


class PaymentLink(models.Model):
    """An address that a merchant gives to many payers; each who opens it gets a session."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=1_000)
    return_url = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gateway_link_positive"),
            models.CheckConstraint(
                condition=Q(return_url="") | Q(return_url__startswith="https://"),
                name="gateway_link_returns_by_https",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id


class CheckoutSession(models.Model):
    """One payer at the page: one payment, however often the form is sent."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(
        PaymentLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    intent = models.ForeignKey(
        PaymentIntent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=8, choices=choices_of(SessionState), default=SessionState.OPEN
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=1_000)
    success_url = models.CharField(max_length=500, blank=True)
    cancel_url = models.CharField(max_length=500, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="gateway_session_positive"
            ),
            models.CheckConstraint(
                condition=(Q(success_url="") | Q(success_url__startswith="https://"))
                & (Q(cancel_url="") | Q(cancel_url__startswith="https://")),
                name="gateway_session_returns_by_https",
            ),
            models.CheckConstraint(
                condition=~Q(state="COMPLETE") | Q(intent__isnull=False),
                name="gateway_session_complete_with_payment",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id


class SetupIntent(models.Model):
    """The keeping of a payment method for later, with the payer's permission."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=24, choices=choices_of(SetupState))
    client_secret = models.CharField(max_length=80)
    description = models.CharField(max_length=1_000, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="SUCCEEDED") | Q(mandate__isnull=False),
                name="gateway_setup_succeeds_with_mandate",
            )
        ]

    def __str__(self) -> str:
        return self.object_id
