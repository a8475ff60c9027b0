"""Payments that leave the bank."""

from uuid import uuid4

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class ExternalPayment(models.Model):
    """A payment to an account elsewhere; its money waits in the clearing account."""

    class State(models.TextChoices):
        """How far the payment has come."""

        IN_CLEARING = "IN_CLEARING"
        SETTLED = "SETTLED"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account_id = models.UUIDField(help_text="The paying account's public id.", db_index=True)
    txn_id = models.BigIntegerField(unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    creditor_iban = models.CharField("creditor's IBAN", max_length=34)
    creditor_name = models.CharField("creditor", max_length=140)
    remittance = models.CharField(max_length=140, blank=True)
    is_instant = models.BooleanField("instant", default=False)
    state = models.CharField(max_length=12, choices=State, default=State.IN_CLEARING)
    created_at = models.DateTimeField()
    settled_txn_id = models.BigIntegerField(null=True, blank=True)
    given_back = models.BooleanField(
        default=False, help_text="It left clearing for the payer's account again."
    )

    class Meta:
        permissions = [
            ("make_transfer", "Can transfer between customers' accounts"),
            ("make_payment", "Can pay to accounts at other banks"),
            ("settle_clearing", "Can settle what waits in clearing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(state="SETTLED", settled_txn_id__isnull=False)
                | models.Q(state="IN_CLEARING", settled_txn_id__isnull=True),
                name="payments_settled_by_a_transaction",
            ),
            models.CheckConstraint(
                condition=models.Q(is_instant=False) | models.Q(currency="EUR"),
                name="payments_instant_in_euros",
            ),
        ]
        indexes = [
            models.Index(
                fields=["txn_id"],
                condition=models.Q(is_instant=True, state="IN_CLEARING"),
                name="payments_instant_waiting",
            ),
            models.Index(fields=["creditor_iban", "id"], name="payments_to_iban"),
            # Those that are not settled are few, and the ones that staff look for.
            models.Index(
                fields=["state", "id"],
                condition=~models.Q(state="SETTLED"),
                name="payments_not_settled",
            ),
            # In which pages of the table there are payments in a currency.
            BrinIndex(
                fields=["currency"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="payments_in_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"payment to {self.creditor_name}"
