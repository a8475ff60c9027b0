"""What is asked of payers before a payment goes on, and what the bank keeps of its own accounts."""

from __future__ import annotations

from django.db import models

from bankcore.crypto.model_fields import EncryptedTextField
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.operation import Operation
from payments.models.choices import choices_of


class Authentication(models.Model):
    """A payer is asked to confirm: the payment waits in REQUIRES_ACTION until they have.

    `network` is whose banks ask; empty where it is this bank's own test page. `eci` is how the
    bank has answered, `value` what the authorisation brings as proof.
    """

    object_id = models.CharField(max_length=40, unique=True)
    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=choices_of(AuthenticationState))
    reason = models.CharField(max_length=40)
    network = models.CharField(max_length=16, blank=True)
    eci = models.CharField("ECI", max_length=2, blank=True)
    value = EncryptedTextField[str | None, str | None](
        purpose="gateway.authentication-value", null=True, blank=True
    )
    return_url = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intent"],
                condition=models.Q(state="PENDING"),
                name="gateway_one_authentication_at_once",
            ),
            models.CheckConstraint(
                condition=models.Q(network="") | ~models.Q(state="PASSED") | ~models.Q(eci=""),
                name="gateway_banks_confirm_with_an_eci",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id


class OnUsHold(models.Model):
    """What an authorisation of an account of this bank came to: money set aside, or a refusal."""

    operation = models.OneToOneField(Operation, on_delete=models.PROTECT, related_name="+")
    hold_id = models.BigIntegerField(null=True, blank=True, unique=True)
    refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hold_id__isnull=False, refusal="")
                | (models.Q(hold_id__isnull=True) & ~models.Q(refusal="")),
                name="gateway_hold_or_refusal",
            )
        ]

    def __str__(self) -> str:
        return str(self.operation_id)
