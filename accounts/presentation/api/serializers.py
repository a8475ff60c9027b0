"""Accounts as integrators see them. Amounts are decimal strings in the account's currency."""

from typing import Any

from rest_framework import serializers

from accounts.domain.views import AccountStatus
from bankcore.ledger import public as ledger
from bankcore.presentation.api.fields import AmountField, StrictSerializer, TextField


class AccountListInput(StrictSerializer):
    """Which accounts, and how many a page."""

    customer_id = serializers.UUIDField(required=False)
    iban = serializers.CharField(required=False, max_length=34)
    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**62)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class EntryListInput(StrictSerializer):
    """Which entries, and how many a page. Amounts are in the account's currency."""

    before = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)
    least = AmountField(required=False, help_text="Of this amount or more, without its sign.")
    most = AmountField(required=False, help_text="Of this amount or less, without its sign.")
    direction = serializers.ChoiceField(choices=["credit", "debit"], required=False)
    text = TextField(
        required=False,
        default="",
        max_length=140,
        help_text="A part of the narrative, such as a reference.",
    )
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class BalanceOutput(serializers.Serializer[Any]):
    """`available` = `posted` less `held` plus the overdraft limit: what can be spent."""

    account_id = serializers.UUIDField()
    currency = serializers.CharField()
    posted = serializers.CharField(source="posted.amount")
    held = serializers.CharField(source="held.amount")
    available = serializers.CharField(source="available.amount")


class AccountOutput(BalanceOutput):
    """An account with its balance."""

    iban = serializers.CharField()
    customer_id = serializers.UUIDField()
    customer_name = serializers.CharField()
    product = serializers.CharField()
    account_status = serializers.ChoiceField(
        source="status", choices=[(status.value, status.value) for status in AccountStatus]
    )
    opened_on = serializers.DateField()


class AccountPageOutput(serializers.Serializer[Any]):
    """A page; give `next_after` as `after` for the page behind it."""

    items = AccountOutput(many=True)
    next_after = serializers.IntegerField(allow_null=True)


class EntryOutput(serializers.Serializer[Any]):
    """One line of the account: credit positive, debit negative; `seq` has no gaps."""

    seq = serializers.IntegerField()
    transaction_id = serializers.CharField(source="txn_id")
    kind = serializers.SerializerMethodField()
    amount = serializers.CharField(source="amount.amount")
    balance_after = serializers.CharField(source="balance_after.amount")
    currency = serializers.CharField(source="amount.currency.code")
    booking_date = serializers.DateField()
    value_date = serializers.DateField()
    narrative = serializers.CharField()
    booked_at = serializers.DateTimeField(source="created_at")

    def get_kind(self, line: ledger.EntryLine) -> str:
        """Return the transaction's kind as a word."""
        return ledger.TransactionKind(line.kind).name.lower()


class EntryPageOutput(serializers.Serializer[Any]):
    """A page, newest first; give `next_before` as `before` for older ones.

    A search for a `text` may end a page before it has `limit` entries, or any: go on while there
    is a `next_before`.
    """

    items = EntryOutput(many=True)
    next_before = serializers.IntegerField(allow_null=True)
