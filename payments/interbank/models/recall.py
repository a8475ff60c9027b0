"""Money that was paid and is asked back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.interbank.domain.items import Direction, RecallState
from payments.interbank.models.file import ExchangeFile
from payments.interbank.models.item import InboundItem, Item
from payments.models.choices import choices_of


class Recall(models.Model):
    """One question for money back: OUT about an own payment, IN about one that came.

    `file` is the camt.056, `answer` what answered it: pacs.004 or camt.029, theirs or ours.
    `consent` says how and when the payee allowed the bank to take the money back.
    """

    direction = models.CharField(max_length=3, choices=choices_of(Direction))
    state = models.CharField(max_length=8, choices=choices_of(RecallState))
    case_id = models.CharField("case", max_length=35)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="recalls"
    )
    inbound = models.ForeignKey(
        InboundItem, on_delete=models.PROTECT, null=True, blank=True, related_name="recalls"
    )
    account_id = models.UUIDField(null=True, blank=True)
    original_message_id = models.CharField(max_length=35, blank=True)
    transaction_id = models.CharField(max_length=35)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=4)
    detail = models.CharField(max_length=105, blank=True)
    file = models.OneToOneField(ExchangeFile, on_delete=models.PROTECT, related_name="recall")
    answer = models.ForeignKey(
        ExchangeFile, on_delete=models.PROTECT, null=True, blank=True, related_name="answered"
    )
    refusal = models.CharField(max_length=4, blank=True)
    consent = EncryptedTextField(purpose="interbank.recall.consent", blank=True, default="")
    txn_id = models.BigIntegerField(
        null=True, blank=True, unique=True, help_text="Took the money from the payee."
    )
    due_date = models.DateField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [("recall_payment", "Can recall payments, and answer others' recalls")]
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "case_id"], name="interbank_recall_case_once"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(item__isnull=False, state__in=["OPEN", "RETURNED"]),
                name="interbank_recall_one_of_item",
            ),
            models.UniqueConstraint(
                fields=["inbound"],
                condition=Q(inbound__isnull=False, state__in=["OPEN", "RETURNED"]),
                name="interbank_recall_one_of_inbound",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="interbank_recall_positive"
            ),
            models.CheckConstraint(
                condition=Q(direction="OUT", item__isnull=False, inbound__isnull=True)
                | Q(direction="IN", item__isnull=True),
                name="interbank_recall_about_one",
            ),
            models.CheckConstraint(
                condition=(Q(state="OPEN") & Q(closed_at__isnull=True, answer__isnull=True))
                | (~Q(state="OPEN") & Q(closed_at__isnull=False, answer__isnull=False)),
                name="interbank_recall_closed_by_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(refusal=""), name="interbank_recall_refused_why"
            ),
            models.CheckConstraint(
                condition=~Q(direction="IN", state="RETURNED")
                | Q(txn_id__isnull=False, inbound__isnull=False),
                name="interbank_recall_returned_by_txn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date"], condition=Q(state="OPEN"), name="interbank_recall_open"
            )
        ]

    def __str__(self) -> str:
        return self.case_id
