"""Movements of money as integrators order and see them."""

from typing import Any, Final

from rest_framework import serializers

from bankcore.presentation.api.fields import (
    MoneyInput,
    StrictSerializer,
    TextField,
    WrittenAmountField,
    read_money,
)
from payments.domain.held import HeldStatus
from payments.domain.movements import MovementKind
from payments.public import Progress

MOVEMENT_KINDS = [(kind.value, kind.value) for kind in MovementKind]


class TransferInput(MoneyInput):
    """A transfer between two accounts of this bank."""

    debit_account_id = serializers.UUIDField(help_text="The account that pays.")
    credit_account_id = serializers.UUIDField(help_text="The account that receives.")
    narrative = TextField(required=False, default="", allow_blank=True, max_length=140)


class CashInput(MoneyInput):
    """Cash paid into or out of an account."""

    account_id = serializers.UUIDField()
    narrative = TextField(required=False, default="", allow_blank=True, max_length=140)


class PaymentInput(MoneyInput):
    """A payment to an account at another bank."""

    account_id = serializers.UUIDField(help_text="The account that pays.")
    creditor_iban = TextField(
        max_length=42,
        help_text=(
            "With or without blanks. For dollars by ACH: routing number, slash, account number."
        ),
    )
    creditor_name = TextField(max_length=140)
    remittance = TextField(required=False, default="", allow_blank=True, max_length=140)
    instant = serializers.BooleanField(
        required=False,
        default=False,
        help_text=(
            "Euros alone: the payee's bank answers within 10 seconds. What it refuses comes back."
        ),
    )


class MovementOutput(serializers.Serializer[Any]):
    """A movement that is in the books. A side that is no customer's account is null."""

    id = serializers.CharField(source="transaction_id")
    kind = serializers.ChoiceField(choices=MOVEMENT_KINDS)
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    debit_account_id = serializers.UUIDField(allow_null=True)
    credit_account_id = serializers.UUIDField(allow_null=True)
    narrative = serializers.CharField()
    booking_date = serializers.DateField()
    booked_at = serializers.DateTimeField()


class PaymentOutput(MovementOutput):
    """A payment to another bank. `status` is null where no payee was named."""

    instant = serializers.BooleanField()
    status = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in Progress],
        allow_null=True,
        help_text="A payment that could not be completed is returned: the money is back.",
    )


# What waits for its payer alone is told to no program.
_OF_BANK: Final = (HeldStatus.LOOKED_AT, HeldStatus.BOOKED, HeldStatus.NOT_MADE)


class HeldPaymentOutput(serializers.Serializer[Any]):
    """A payment that the bank is looking at, its money set aside; and what became of it.

    `transaction_id` is set once it is booked. The bank does not say why it looks at a payment.
    """

    id = serializers.UUIDField(source="held_id")
    status = serializers.ChoiceField(choices=[(each.value, each.value) for each in _OF_BANK])
    message = serializers.CharField()
    kind = serializers.ChoiceField(choices=MOVEMENT_KINDS)
    account_id = serializers.UUIDField()
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    held_at = serializers.DateTimeField()
    transaction_id = serializers.CharField(allow_null=True)


class ProcessPaymentInput(StrictSerializer):
    """A payment signed by an integrator; `money` after validation."""

    account_id = serializers.UUIDField()
    amount = WrittenAmountField()
    currency = TextField(max_length=3)
    client_id = TextField(max_length=40)
    timestamp = serializers.IntegerField(min_value=0, max_value=2**40)
    nonce = TextField(max_length=80)
    signature = TextField(max_length=64)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the amount in its currency; raises ValidationError naming the field."""
        return {**attrs, "money": read_money(attrs)}
