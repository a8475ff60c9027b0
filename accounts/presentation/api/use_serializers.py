"""Use of accounts as integrators see it. Amounts are decimal strings in the account's currency."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import public as accounts
from bankcore.money import Currency, InvalidAmount, Money, UnknownCurrency, parse_amount
from bankcore.presentation.api.fields import AmountField, StrictSerializer, TextField


def _amount(source: str) -> serializers.CharField:
    """Return a field that shows this amount, or null where there is no such limit."""
    return serializers.CharField(source=f"{source}.amount", allow_null=True)


class LimitsOutput(serializers.Serializer[Any]):
    """What may be taken out, and what was: null where the product has no such limit."""

    account_id = serializers.UUIDField()
    currency = serializers.CharField()
    day = serializers.DateField()
    minimum_balance = _amount("minimum_balance")
    transaction_limit = _amount("transaction_limit")
    daily_limit = _amount("daily_limit")
    monthly_limit = _amount("monthly_limit")
    spent_today = serializers.CharField(source="spent_today.amount")
    spent_this_month = serializers.CharField(source="spent_this_month.amount")
    dormancy_days = serializers.IntegerField(allow_null=True)
    activity = serializers.ChoiceField(
        source="state", choices=[(each.value, each.value) for each in accounts.ActivityState]
    )


class FeeListInput(StrictSerializer):
    """Which fees, and how many a page."""

    before = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class FeeOutput(serializers.Serializer[Any]):
    """A fee: `fee_state` is due, charged, waived or refunded."""

    fee_id = serializers.IntegerField(source="charge_id")
    event = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.FeeEvent]
    )
    period = serializers.CharField()
    day = serializers.DateField()
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    fee_state = serializers.CharField(source="state")
    waived_reason = serializers.CharField(allow_blank=True)
    transaction_id = serializers.SerializerMethodField()
    refund_transaction_id = serializers.SerializerMethodField()

    def get_transaction_id(self, charge: accounts.FeeChargeView) -> str | None:
        """Return the transaction that booked the fee, if it is booked."""
        return None if charge.transaction_id is None else str(charge.transaction_id)

    def get_refund_transaction_id(self, charge: accounts.FeeChargeView) -> str | None:
        """Return the transaction that gave the fee back, if one did."""
        refund = charge.refund_transaction_id
        return None if refund is None else str(refund)


class FeePageOutput(serializers.Serializer[Any]):
    """A page, newest first; give `next_before` as `before` for older ones."""

    items = FeeOutput(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class SignatoryOutput(serializers.Serializer[Any]):
    """Who may use an account: primary or joint holder, or by mandate with its limits."""

    customer_id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()
    transaction_limit = serializers.CharField(allow_null=True)
    daily_limit = serializers.CharField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class AccountUseOutput(serializers.Serializer[Any]):
    """Who may use an account today, and how many must sign."""

    account_id = serializers.UUIDField()
    currency = serializers.CharField()
    signing_rule = serializers.ChoiceField(
        source="rule", choices=[(each.value, each.value) for each in accounts.SigningRule]
    )
    signatories = serializers.SerializerMethodField()

    @extend_schema_field(SignatoryOutput(many=True))
    def get_signatories(self, use: accounts.AccountUse) -> list[dict[str, Any]]:
        """Return the signatories with their limits as amounts."""
        currency = Currency.of(use.currency)

        def shown(minor: int | None) -> str | None:
            return None if minor is None else f"{Money(minor, currency).amount:f}"

        return [
            dict(
                SignatoryOutput(
                    {
                        "customer_id": each.customer_id,
                        "name": each.name,
                        "role": each.role.value,
                        "transaction_limit": shown(each.transaction_limit),
                        "daily_limit": shown(each.daily_limit),
                        "valid_from": each.valid_from,
                        "valid_to": each.valid_to,
                    }
                ).data
            )
            for each in use.signatories
        ]


class MandateInput(StrictSerializer):
    """A mandate, or joint holding where `role` is joint (which has no limits of its own)."""

    customer_id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=["joint", "mandate"], default="mandate")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)
    currency = TextField(max_length=3, help_text="ISO 4217 code: the account's.")
    transaction_limit = AmountField(required=False)
    daily_limit = AmountField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the limits in their currency; raises ValidationError naming the field."""
        if attrs["valid_to"] is not None and attrs["valid_to"] < attrs["valid_from"]:
            raise serializers.ValidationError({"valid_to": ["Give a day after the first."]})
        limits = {name: _limit(attrs, name) for name in ("transaction_limit", "daily_limit")}
        if attrs["role"] == "joint" and any(limits.values()):
            raise serializers.ValidationError({"role": ["A joint holder has no limits."]})
        return {**attrs, **limits}


class EndInput(StrictSerializer):
    """The last day on which a right on an account counts."""

    last_day = serializers.DateField()


class SigningRuleInput(StrictSerializer):
    """How many must sign."""

    signing_rule = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.SigningRule]
    )


class OverdraftInput(StrictSerializer):
    """An overdraft to be agreed; a limit of "0" ends the one before."""

    limit = AmountField()
    currency = TextField(max_length=3, help_text="ISO 4217 code: the account's.")
    from_day = serializers.DateField()
    to_day = serializers.DateField(required=False, allow_null=True, default=None)
    reason = TextField(max_length=500, help_text="Who approves it reads this.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the limit in its currency; raises ValidationError naming the field."""
        if attrs["limit"] == "0":
            return {**attrs, "limit": Money(0, _currency(attrs))}
        return {**attrs, "limit": _limit(attrs, "limit")}


class OverdraftOutput(serializers.Serializer[Any]):
    """What was agreed, what the books let through, and by how much the account is beyond."""

    account_id = serializers.UUIDField()
    day = serializers.DateField()
    currency = serializers.CharField(source="agreed.currency.code")
    agreed = serializers.CharField(source="agreed.amount")
    in_force = serializers.CharField(source="in_force.amount")
    excess = serializers.CharField(source="excess.amount")
    from_day = serializers.DateField(allow_null=True)
    to_day = serializers.DateField(allow_null=True)


def _currency(attrs: dict[str, Any]) -> Currency:
    try:
        return Currency.of(attrs["currency"])
    except UnknownCurrency as error:
        raise serializers.ValidationError({"currency": [error.message]}) from None


def _limit(attrs: dict[str, Any], name: str) -> Money | None:
    if name not in attrs:
        return None
    currency = _currency(attrs)
    try:
        return parse_amount(attrs[name], currency)
    except InvalidAmount as error:
        raise serializers.ValidationError({name: [error.message]}) from None
