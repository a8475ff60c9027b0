"""Payments between banks: out, in, and the numbers they are told apart by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.interbank.domain.items import InboundState, ItemKind, ItemState, Network
from payments.interbank.models.file import ExchangeFile
from payments.models.choices import choices_of


class TraceNumber(models.Model):
    """A number that is given to one payment on the wire and never again; returns are found by it.

    Its id makes the number: ACH's seven digits come round after ten million.
    """

    network = models.CharField(max_length=4, choices=choices_of(Network))
    number = models.CharField(max_length=35, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "number"],
                condition=~Q(number=""),
                name="interbank_trace_once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Item(models.Model):
    """One payment to or from somebody at another bank.

    It is for an operation of the gateway, or for a customer's payment that waits in clearing.
    `line` is the general-ledger line that it settles.
    """

    network = models.CharField(max_length=4, choices=choices_of(Network))
    kind = models.CharField(max_length=6, choices=choices_of(ItemKind))
    state = models.CharField(max_length=12, choices=choices_of(ItemState), default=ItemState.QUEUED)
    operation_id = models.UUIDField(null=True, blank=True, unique=True)
    payment_txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    account_id = models.UUIDField(
        null=True, blank=True, help_text="The customer's account that pays."
    )
    line = models.CharField(max_length=4)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    own_name = models.CharField(max_length=140)
    own_account = models.CharField(max_length=34)
    other_name = EncryptedTextField(purpose="interbank.item.name")
    other_account = EncryptedTextField(purpose="interbank.item.account")
    payment_method = models.CharField(max_length=40, blank=True)
    remittance = models.CharField(max_length=140, blank=True)
    end_to_end_id = models.CharField(max_length=35)
    mandate_reference = models.CharField(max_length=35, blank=True)
    mandate_signed_on = models.DateField(null=True, blank=True)
    sequence = models.CharField(max_length=4, blank=True)
    entry_class = models.CharField(max_length=3, blank=True)
    due_date = models.DateField()
    trace = models.OneToOneField(
        TraceNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="item"
    )
    file = models.ForeignKey(
        ExchangeFile, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    reason = models.CharField(max_length=4, blank=True, help_text="The network's own code.")
    return_reference = models.CharField(max_length=120, blank=True)
    back_txn_id = models.BigIntegerField(
        null=True, blank=True, unique=True, help_text="Gave the customer the money back."
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="interbank_item_positive"),
            models.CheckConstraint(
                condition=Q(operation_id__isnull=True, payment_txn_id__isnull=False)
                | Q(operation_id__isnull=False, payment_txn_id__isnull=True),
                name="interbank_item_for_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["QUEUED", "CANCELLED"], file__isnull=True)
                | (
                    ~Q(state__in=["QUEUED", "CANCELLED"])
                    & Q(file__isnull=False, trace__isnull=False)
                ),
                name="interbank_item_in_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REJECTED", "RETURNED"]) | ~Q(reason=""),
                name="interbank_item_back_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "kind", "due_date"],
                condition=Q(state="QUEUED"),
                name="interbank_item_queued",
            ),
            models.Index(
                fields=["due_date"],
                condition=Q(state="ACKNOWLEDGED"),
                name="interbank_item_due",
            ),
            models.Index(fields=["mandate_reference"], name="interbank_item_mandate"),
            models.Index(fields=["end_to_end_id"], name="interbank_item_end_to_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.end_to_end_id}"


class InboundItem(models.Model):
    """A payment that somebody at another bank sent, or asked for: worked on once."""

    network = models.CharField(max_length=4, choices=choices_of(Network))
    kind = models.CharField(max_length=6, choices=choices_of(ItemKind))
    file = models.ForeignKey(ExchangeFile, on_delete=models.PROTECT, related_name="inbound")
    message_id = models.CharField(max_length=120)
    transaction_id = models.CharField(max_length=35)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    state = models.CharField(max_length=8, choices=choices_of(InboundState))
    account_id = models.UUIDField(null=True, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    debtor_name = EncryptedTextField(purpose="interbank.inbound.name")
    remittance = models.CharField(max_length=140, blank=True)
    reason = models.CharField(max_length=4, blank=True)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    answer = models.ForeignKey(
        ExchangeFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "message_id", "transaction_id"], name="interbank_inbound_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="interbank_inbound_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="CREDITED") | Q(txn_id__isnull=False, account_id__isnull=False),
                name="interbank_inbound_credited",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RETURNED", "REFUSED"]) | ~Q(reason=""),
                name="interbank_inbound_back_why",
            ),
        ]
        indexes = [models.Index(fields=["end_to_end_id"], name="interbank_inbound_end_to_end")]

    def __str__(self) -> str:
        return self.transaction_id


class Correction(models.Model):
    """What a payer's bank says is changed (notification of change): once a code and item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="corrections")
    code = models.CharField(max_length=3)
    corrected = EncryptedTextField(purpose="interbank.correction")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "code"], name="interbank_correction_once")
        ]

    def __str__(self) -> str:
        return self.code
