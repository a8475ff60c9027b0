"""Disputes and what merchants bring against them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from payments.gateway.domain.disputes import DisputeStage
from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.merchant import Merchant
from payments.gateway.models.operation import Operation
from payments.models.choices import choices_of


class Dispute(models.Model):
    """A chargeback and its way. `excess_minor` is what was taken beyond what was left to take."""

    object_id = models.CharField(max_length=40, unique=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    intent = models.ForeignKey(PaymentIntent, on_delete=models.PROTECT, related_name="disputes")
    chargeback = models.OneToOneField(Operation, on_delete=models.PROTECT, related_name="+")
    representment = models.OneToOneField(
        Operation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notice_key = models.CharField(max_length=80, help_text="The network's name for the notice.")
    connector = models.CharField(max_length=16)
    stage = models.CharField(max_length=14, choices=choices_of(DisputeStage))
    reason = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    excess_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["merchant", "-id"], name="gateway_dispute_page")]
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "notice_key"], name="gateway_one_dispute_a_notice"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, excess_minor__gte=0)
                & Q(excess_minor__lte=F("amount_minor")),
                name="gateway_dispute_excess_within",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id


class DisputeEvidence(models.Model):
    """What a merchant brings: a text, or a document whose bytes are sealed."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    text = EncryptedTextField(purpose="gateway.dispute.text", null=True, blank=True)
    content = EncryptedBytesField(purpose="gateway.dispute.document", null=True, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
