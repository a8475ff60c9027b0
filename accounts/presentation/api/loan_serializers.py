"""Loans as integrators order and see them. Amounts and rates are decimal strings."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import public as accounts
from bankcore.money import Currency, InvalidAmount, Money, parse_amount
from bankcore.presentation.api.fields import (
    AmountField,
    MoneyInput,
    StrictSerializer,
    TextField,
    TruthField,
)

loans = accounts.loans


@extend_schema_field({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$", "example": "0.085"})
class RateField(serializers.DecimalField):
    """A yearly rate as a decimal string: 0.085 is 8.5 %. Numbers are refused: they lose digits."""

    default_error_messages = {"not_text": 'Give the rate as a decimal string, such as "0.085".'}

    def __init__(self, **more: Any) -> None:
        super().__init__(max_digits=9, decimal_places=6, min_value=0, **more)

    def to_internal_value(self, data: Any) -> Any:
        """Return the rate as Decimal."""
        if not isinstance(data, str):
            self.fail("not_text")
        return super().to_internal_value(data)


def _choice(kind: Any, **more: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[(each.value, each.value) for each in kind], **more)


class LoanApplicationInput(MoneyInput):
    """What the customer asks for."""

    customer_id = serializers.UUIDField()
    product = TextField(required=False, default="LOAN", max_length=20)
    instalments = serializers.IntegerField(min_value=1, max_value=1200)
    annual_rate = RateField()
    method = _choice(loans.Method, required=False, default="ANNUITY")
    frequency = _choice(loans.Frequency, required=False, default="MONTHLY")
    first_due = serializers.DateField(required=False, allow_null=True, default=None)
    end_of_month = TruthField(required=False, default=False)
    business_days = TruthField(required=False, default=False)
    principal_grace = serializers.IntegerField(required=False, default=0, min_value=0)
    interest_grace = serializers.IntegerField(required=False, default=0, min_value=0)
    interest_grace_rule = _choice(loans.InterestGrace, required=False, default="CAPITALISED")
    purpose = TextField(required=False, default="", allow_blank=True, max_length=140)
    income = AmountField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of a month, as the customer says, in the currency of the loan.",
    )
    expenses = AmountField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of a month, as the customer says, without instalments of loans.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read all amounts in the loan's currency; raises ValidationError naming the field."""
        found = super().validate(attrs)
        currency = found["money"].currency
        return {**found, **{name: _a_month(name, found[name], currency) for name in _TOLD}}


_TOLD: Final = ("income", "expenses")


def _a_month(name: str, text: str | None, currency: Currency) -> Money | None:
    if text is None:
        return None
    try:
        return parse_amount(text, currency)
    except InvalidAmount as error:
        raise serializers.ValidationError({name: [error.message]}) from None


class LoanDecisionInput(StrictSerializer):
    """A decision with its reason."""

    decision = serializers.ChoiceField(choices=["APPROVED", "DECLINED", "WITHDRAWN"])
    reason = TextField(max_length=500)


class LoanContractInput(StrictSerializer):
    """The customer's account that is paid the loan and pays it back."""

    repayment_account_id = serializers.UUIDField()


class NothingInput(StrictSerializer):
    """Nothing is needed."""


class LoanRepaymentInput(MoneyInput):
    """A payment of what is due; `surplus` says what happens to more than that."""

    from_account_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    surplus = _choice(loans.Surplus, required=False, default="REFUSE")


class LoanQuoteInput(StrictSerializer):
    """The day of early repayment; without `principal`, the whole loan."""

    for_day = serializers.DateField()
    principal = TextField(required=False, allow_null=True, default=None, max_length=30)


class EarlyRepaymentInput(StrictSerializer):
    """A quote that is paid; `effect` counts where it is for a part."""

    quote_id = serializers.UUIDField()
    effect = _choice(loans.Effect, required=False, default="LOWER")


class LoanListInput(StrictSerializer):
    """Which loans, and how many a page."""

    customer_id = serializers.UUIDField(required=False)
    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**62)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class LoanApplicationOutput(serializers.Serializer[Any]):
    """An application; `loan_id` once there is a contract."""

    application_id = serializers.UUIDField()
    customer_id = serializers.UUIDField()
    product = serializers.CharField()
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    instalments = serializers.IntegerField(source="conditions.instalments")
    annual_rate = serializers.CharField(source="conditions.annual_rate")
    method = serializers.CharField(source="conditions.method")
    frequency = serializers.CharField(source="conditions.frequency")
    purpose = serializers.CharField()
    application_state = _choice(loans.ApplicationState, source="state")
    score = serializers.IntegerField(allow_null=True)
    decision_reason = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    loan_id = serializers.UUIDField(allow_null=True)


class InstalmentOutput(serializers.Serializer[Any]):
    """One line of the schedule; `capitalised` interest joins the principal on its day."""

    version = serializers.IntegerField()
    number = serializers.IntegerField()
    due_date = serializers.DateField()
    principal = serializers.CharField(source="principal.amount")
    interest = serializers.CharField(source="interest.amount")
    fee = serializers.CharField(source="fee.amount")
    penalty = serializers.CharField(source="penalty.amount")
    paid = serializers.CharField(source="paid.amount")
    unpaid = serializers.CharField(source="unpaid.amount")
    capitalised = serializers.BooleanField()


class LoanSummaryOutput(serializers.Serializer[Any]):
    """A loan; `due` is unpaid and due by today, `apr` the annual percentage rate of charge."""

    loan_id = serializers.UUIDField()
    account_id = serializers.UUIDField()
    repayment_account_id = serializers.UUIDField()
    customer_id = serializers.UUIDField()
    currency = serializers.CharField(source="principal.currency.code")
    principal = serializers.CharField(source="principal.amount")
    annual_rate = serializers.CharField()
    apr = serializers.CharField()
    method = serializers.CharField()
    frequency = serializers.CharField()
    loan_state = _choice(loans.LoanState, source="state")
    disbursed_on = serializers.DateField(allow_null=True)
    outstanding = serializers.CharField(source="outstanding.amount")
    due = serializers.CharField(source="due.amount")
    days_past_due = serializers.IntegerField()
    bucket = serializers.CharField()


class LoanOutput(LoanSummaryOutput):
    """A loan with its schedule."""

    schedule = InstalmentOutput(many=True)


class LoanPageOutput(serializers.Serializer[Any]):
    """A page; give `next_after` as `after` for the page behind it."""

    items = LoanSummaryOutput(many=True)
    next_after = serializers.IntegerField(allow_null=True)


class RepaymentOutput(serializers.Serializer[Any]):
    """A payment and how it was divided; `fees` are fees and penalties."""

    payment_id = serializers.UUIDField()
    loan_id = serializers.UUIDField()
    kind = serializers.CharField()
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    principal = serializers.CharField(source="principal.amount")
    interest = serializers.CharField(source="interest.amount")
    fees = serializers.CharField(source="fees.amount")
    booking_date = serializers.DateField(source="booked_on")
    transaction_id = serializers.CharField()
    outstanding = serializers.CharField(source="outstanding.amount")
    loan_state = serializers.CharField()


class RepaymentListOutput(serializers.Serializer[Any]):
    """All payments of a loan, oldest first."""

    items = RepaymentOutput(many=True)


class LoanQuoteOutput(serializers.Serializer[Any]):
    """What early repayment costs; it can be paid on `for_day` only."""

    quote_id = serializers.UUIDField()
    loan_id = serializers.UUIDField()
    whole = serializers.BooleanField()
    for_day = serializers.DateField()
    valid_until = serializers.DateField()
    currency = serializers.CharField(source="total.currency.code")
    principal = serializers.CharField(source="principal.amount")
    interest = serializers.CharField(source="interest.amount")
    fees = serializers.CharField(source="fees.amount")
    total = serializers.CharField(source="total.amount")
