"""Saved payees, and the names that were checked before paying."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from bankcore.crypto.blind_index import BYTES
from bankcore.crypto.model_fields import EncryptedTextField
from payments.payees.domain.names import Answer

ACCOUNT_INDEX = "payees.account"
PAIR_INDEX = "payees.pair"


class Payee(models.Model):
    """Somebody whom a customer pays again; the account is saved once a customer.

    Whose it is and which account never change: see the table's column rights.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.PROTECT, related_name="+", help_text="Who pays."
    )
    name = EncryptedTextField(purpose="payees.payee.name", subject="customer")
    account = EncryptedTextField(
        purpose="payees.payee.account",
        subject="customer",
        index="account_index",
        index_purpose=ACCOUNT_INDEX,
    )
    account_index = models.BinaryField(max_length=BYTES)
    note = EncryptedTextField(purpose="payees.payee.note", subject="customer", blank=True)
    saved_at = models.DateTimeField()
    last_paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "account_index"], name="payees_account_once_a_customer"
            ),
            models.CheckConstraint(
                condition=models.Q(last_paid_at=None)
                | models.Q(last_paid_at__gte=models.F("saved_at")),
                name="payees_paid_after_it_was_saved",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class NameCheck(models.Model):
    """What a customer was answered about a name and an account; kept as it was, for disputes.

    `request_key` is that of the order that was checked: the payment that was made of it has the
    same. The index tells whether the customer has asked about the same name and account before.
    """

    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.PROTECT, related_name="+", help_text="Who asked."
    )
    request_key = models.UUIDField(help_text="The order's; a payment made of it has the same.")
    asked = EncryptedTextField(
        purpose="payees.check.asked",
        subject="customer",
        index="asked_index",
        index_purpose=PAIR_INDEX,
        help_text="The account, a blank, and the name as it was typed.",
    )
    asked_index = models.BinaryField(max_length=BYTES)
    answer = models.CharField(
        max_length=13,
        choices=[(each.value, each.value.replace("_", " ").lower()) for each in Answer],
    )
    suggested = EncryptedTextField(purpose="payees.check.suggested", subject="customer", blank=True)
    is_limited = models.BooleanField(
        default=False, help_text="Not compared: the customer had asked about too many names."
    )
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=[each.value for each in Answer]),
                name="payees_check_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(is_limited=False) | models.Q(answer="NOT_AVAILABLE"),
                name="payees_check_limited_says_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["request_key"], name="payees_check_of_request"),
            models.Index(fields=["customer", "asked_at"], name="payees_check_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} of {self.asked_at:%Y-%m-%d}"
