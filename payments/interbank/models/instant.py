"""Instant payments: what waits for an answer of the network, out and in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from payments.interbank.domain.items import IncomingState
from payments.interbank.models.file import ExchangeFile
from payments.interbank.models.item import InboundItem
from payments.models.choices import choices_of


class InstantSending(models.Model):
    """How an own instant payment is brought to its end; the message is the file, with one item.

    It is here before anything has left. Until `ask_at` the network may still answer; from then on
    it is asked, again and again. Without `ask_at` its end is known.
    """

    file = models.OneToOneField(ExchangeFile, on_delete=models.PROTECT, related_name="sending")
    deadline = models.DateTimeField()
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_at__isnull=True) | Q(ask_at__gte=F("deadline")),
                name="interbank_asked_after_deadline",
            ),
            models.CheckConstraint(condition=Q(asked__gte=0), name="interbank_asked_counted"),
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(ask_at__isnull=False), name="interbank_sending_open"
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class InstantIncoming(models.Model):
    """An instant payment to a customer: decided once, answered in the same words ever after.

    Nothing is booked before the network confirms what the bank answered. `sender` is the BIC of
    the payer's bank.
    """

    file = models.OneToOneField(ExchangeFile, on_delete=models.PROTECT, related_name="instant")
    sender = models.CharField(max_length=11, blank=True)
    message_id = models.CharField(max_length=35)
    transaction_id = models.CharField(max_length=35)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    state = models.CharField(max_length=8, choices=choices_of(IncomingState))
    reason = models.CharField(max_length=4, blank=True)
    account_id = models.UUIDField(null=True, blank=True)
    iban = models.CharField("IBAN", max_length=34)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    debtor_name = EncryptedTextField(purpose="interbank.instant.name")
    remittance = models.CharField(max_length=140, blank=True)
    answer = EncryptedBytesField(purpose="interbank.instant.answer")
    inbound = models.OneToOneField(
        InboundItem, on_delete=models.PROTECT, null=True, blank=True, related_name="instant"
    )
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "transaction_id"], name="interbank_instant_once"
            ),
            models.UniqueConstraint(fields=["message_id"], name="interbank_instant_message_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="interbank_instant_positive"
            ),
            models.CheckConstraint(
                condition=Q(state="ACCEPTED", inbound__isnull=True, ask_at__isnull=False)
                | (~Q(state="ACCEPTED") & Q(inbound__isnull=False, ask_at__isnull=True)),
                name="interbank_instant_ends_in_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REJECTED", "LAPSED"]) | ~Q(reason=""),
                name="interbank_instant_not_taken_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ACCEPTED", "CREDITED"]) | Q(account_id__isnull=False),
                name="interbank_instant_for_an_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(state="ACCEPTED"), name="interbank_instant_open"
            )
        ]

    def __str__(self) -> str:
        return self.transaction_id
