"""Interest and term deposits as integrators see them. Rates are annual: 0.05 is five per cent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts import public as accounts
from bankcore.presentation.api.fields import MoneyInput, StrictSerializer


def _choices(names: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in names]


class TierOutput(serializers.Serializer[Any]):
    """From so many minor units on, this annual rate."""

    from_minor = serializers.IntegerField()
    rate = serializers.DecimalField(max_digits=9, decimal_places=6)


class InterestSideOutput(serializers.Serializer[Any]):
    """What one side accrues; `accrued` is not posted yet, in the currency with all its decimals."""

    side = serializers.SerializerMethodField()
    accrued = serializers.SerializerMethodField()
    own_rate = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True)
    effective_from = serializers.DateField(source="terms.effective_from")
    day_count = serializers.CharField(source="terms.day_count")
    method = serializers.CharField(source="terms.method")
    compounding = serializers.CharField(source="terms.compounding")
    posting_period = serializers.CharField(source="terms.posting_period")
    tax_rate = serializers.DecimalField(max_digits=9, decimal_places=6, source="terms.tax_rate")
    tiers = TierOutput(many=True, source="terms.tiers")

    def get_side(self, side: Any) -> str:
        """Return the side as a word."""
        return str(side.side.name.lower())

    def get_accrued(self, side: Any) -> str:
        """Return the amount in plain digits."""
        return f"{side.accrued:f}"


class InterestPostingOutput(serializers.Serializer[Any]):
    """Interest that was posted: positive for the customer, `tax` withheld from it."""

    side = serializers.SerializerMethodField()
    period_end = serializers.DateField()
    gross = serializers.CharField(source="gross.amount")
    tax = serializers.CharField(source="tax.amount")
    booked_on = serializers.DateField()

    def get_side(self, posting: Any) -> str:
        """Return the side as a word."""
        return str(posting.side.name.lower())


class InterestOutput(serializers.Serializer[Any]):
    """An account's interest: what runs, up to which day, and what was posted, newest first."""

    account_id = serializers.UUIDField()
    currency = serializers.CharField(source="currency.code")
    accrued_to = serializers.DateField(allow_null=True)
    sides = InterestSideOutput(many=True)
    postings = InterestPostingOutput(many=True)


class TermDepositInput(MoneyInput):
    """A term deposit: a term in months or in days, and what breaking it costs."""

    funding_account_id = serializers.UUIDField(help_text="Pays the principal.")
    payout_account_id = serializers.UUIDField(
        required=False, help_text="Gets the money back; the funding account where not given."
    )
    term_months = serializers.IntegerField(required=False, min_value=1, max_value=360)
    term_days = serializers.IntegerField(required=False, min_value=1, max_value=3660)
    instruction = serializers.ChoiceField(
        choices=_choices(accounts.MaturityInstruction),
        default=accounts.MaturityInstruction.PAY_OUT.value,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the money and the term; raises ValidationError naming the field."""
        if ("term_months" in attrs) == ("term_days" in attrs):
            message = "Give either term_months or term_days."
            raise serializers.ValidationError({"term_months": [message]})
        term = accounts.Term(attrs.get("term_months"), attrs.get("term_days"))
        return {**super().validate(attrs), "term": term}


class BreakInput(StrictSerializer):
    """Breaking a deposit takes nothing but its address."""


class TermDepositOutput(serializers.Serializer[Any]):
    """A term deposit. `break_rate` or `break_days` says what breaking it costs."""

    deposit_id = serializers.UUIDField()
    account_id = serializers.UUIDField()
    iban = serializers.CharField()
    payout_account_id = serializers.UUIDField()
    principal = serializers.CharField(source="principal.amount")
    currency = serializers.CharField(source="principal.currency.code")
    rate = serializers.DecimalField(max_digits=9, decimal_places=6)
    start = serializers.DateField()
    maturity = serializers.DateField()
    instruction = serializers.ChoiceField(choices=_choices(accounts.MaturityInstruction))
    break_rule = serializers.ChoiceField(
        choices=_choices(accounts.BreakRule), source="penalty.rule"
    )
    break_rate = serializers.DecimalField(
        max_digits=9, decimal_places=6, source="penalty.rate", allow_null=True
    )
    break_days = serializers.IntegerField(source="penalty.days", allow_null=True)
    deposit_state = serializers.ChoiceField(choices=_choices(accounts.DepositState), source="state")
    ended_on = serializers.DateField(allow_null=True)


class BreakQuoteOutput(serializers.Serializer[Any]):
    """What breaking the deposit on `day` comes to."""

    day = serializers.DateField()
    currency = serializers.CharField(source="principal.currency.code")
    principal = serializers.CharField(source="principal.amount")
    interest = serializers.CharField(source="interest.amount")
    forfeited = serializers.CharField(source="forfeited.amount")
    tax = serializers.CharField(source="tax.amount")
    paid_out = serializers.CharField(source="paid_out.amount")
