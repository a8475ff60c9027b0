"""Collections by others from the bank's customers, and what customers have back of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.interbank.domain.collections import ClaimKind, ClaimState, CollectionState
from payments.interbank.domain.items import Network
from payments.interbank.models.debit import DebitMandate
from payments.interbank.models.file import ExchangeFile
from payments.models.choices import choices_of


class Collection(models.Model):
    """A direct debit on a customer's account: WAITING for its day, then booked or returned.

    `settlement` is what the network settles it under. `refusal` is why the bank knew at once that
    it cannot be booked; it settles and is returned on its day all the same.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.CharField(max_length=4, choices=choices_of(Network))
    file = models.ForeignKey(ExchangeFile, on_delete=models.PROTECT, related_name="collections")
    message_id = models.CharField(max_length=120)
    settlement = models.CharField(max_length=120)
    transaction_id = models.CharField(max_length=35)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    scheme = models.CharField(max_length=4)
    sequence = models.CharField(max_length=4, blank=True)
    creditor_id = models.CharField(max_length=35, blank=True)
    creditor_name = EncryptedTextField(purpose="interbank.collection.creditor")
    wire_account = EncryptedTextField(purpose="interbank.collection.account")
    mandate = models.ForeignKey(
        DebitMandate, on_delete=models.PROTECT, null=True, blank=True, related_name="collections"
    )
    account_id = models.UUIDField(null=True, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    remittance = models.CharField(max_length=140, blank=True)
    due_date = models.DateField()
    state = models.CharField(
        max_length=8, choices=choices_of(CollectionState), default=CollectionState.WAITING
    )
    refusal = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=4, blank=True, help_text="The network's own code.")
    booked_on = models.DateField(null=True, blank=True)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    back_txn_id = models.BigIntegerField(
        null=True, blank=True, unique=True, help_text="Gave the customer the money back."
    )
    answer = models.ForeignKey(
        ExchangeFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("manage_debits", "Can block and stop direct debits, and claim them back"),
            ("decide_claims", "Can decide claims of direct debits that were not authorised"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "message_id", "transaction_id"], name="interbank_collection_once"
            ),
            models.UniqueConstraint(
                fields=["network", "creditor_id", "transaction_id", "due_date"],
                condition=Q(refusal=""),
                name="interbank_collection_not_again",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="interbank_collection_positive"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["BOOKED", "REFUNDED"],
                    txn_id__isnull=False,
                    account_id__isnull=False,
                    booked_on__isnull=False,
                    refusal="",
                )
                | Q(state__in=["WAITING", "RETURNED"], txn_id__isnull=True),
                name="interbank_collection_booked",
            ),
            models.CheckConstraint(
                condition=Q(state="REFUNDED", back_txn_id__isnull=False)
                | (~Q(state="REFUNDED") & Q(back_txn_id__isnull=True)),
                name="interbank_collection_refunded",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RETURNED", "REFUNDED"]) | ~Q(reason=""),
                name="interbank_collection_back_why",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(state__in=["RETURNED", "REFUNDED"]),
                name="interbank_collection_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "due_date"],
                condition=Q(state="WAITING"),
                name="interbank_collection_due",
            ),
            models.Index(
                fields=["network"],
                condition=Q(state__in=["RETURNED", "REFUNDED"], answer__isnull=True),
                name="interbank_collection_back",
            ),
            models.Index(fields=["account_id", "-id"], name="interbank_collection_account"),
        ]

    def __str__(self) -> str:
        return f"{self.creditor_id} {self.transaction_id}"


class DebitClaim(models.Model):
    """A customer wants a booked collection back: granted at once, or decided by staff."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=12, choices=choices_of(ClaimKind))
    state = models.CharField(max_length=7, choices=choices_of(ClaimState))
    words = EncryptedTextField(purpose="interbank.claim.words")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_on = models.DateField(help_text="The business day, which decides what is right.")
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(state__in=["ASKED", "GRANTED"]),
                name="interbank_claim_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_by="", decided_at__isnull=True)
                | (~Q(state="ASKED") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="interbank_claim_decided",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by")), name="interbank_claim_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
