"""Who pays merchants, and with what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.models.merchant import Merchant
from payments.models.choices import choices_of


class Payer(models.Model):
    """A merchant's own customer, as the merchant tells of them (Stripe: customer)."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(purpose="gateway.payer.name", null=True, blank=True)
    email = EncryptedTextField(purpose="gateway.payer.email", null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.object_id


class PaymentMethod(models.Model):
    """What a payer pays with.

    A card is the vault's token; an account elsewhere is sealed here. `fingerprint` is the same for
    the same card or account of one merchant.
    """

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=choices_of(InstrumentKind))
    card_token = models.CharField(max_length=40, blank=True)
    account_id = models.UUIDField(null=True, blank=True, help_text="Of an account of this bank.")
    account_details = EncryptedTextField(
        purpose="gateway.payment_method.account",
        null=True,
        blank=True,
        help_text="IBAN, or routing number, slash, account number.",
    )
    holder_name = EncryptedTextField(purpose="gateway.payment_method.holder", null=True, blank=True)
    brand = models.CharField(max_length=16, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expiry_month = models.PositiveSmallIntegerField(null=True, blank=True)
    expiry_year = models.PositiveSmallIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    fingerprint = models.CharField(max_length=40, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "payer", "-id"], name="gateway_method_page"),
            models.Index(fields=["last4"], condition=~Q(last4=""), name="gateway_method_last4"),
        ]

    def __str__(self) -> str:
        return self.object_id


class Mandate(models.Model):
    """A payer's permission to charge a payment method again, or at all (direct debits)."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    payment_method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=35, help_text="The network's name for it (UMR).")
    signed_on = models.DateField()
    is_single_use = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "reference"], name="gateway_one_mandate_a_reference"
            )
        ]

    def __str__(self) -> str:
        return self.reference
