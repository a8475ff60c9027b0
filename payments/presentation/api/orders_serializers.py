"""Standing orders and files of payments as integrators give and see them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from rest_framework import serializers

from bankcore.calendars import Calendar, Convention
from bankcore.money import Currency, Money, UnknownCurrency
from bankcore.presentation.api.fields import (
    AmountField,
    MoneyInput,
    StrictSerializer,
    TextField,
    TruthField,
    read_money,
)
from payments import public as payments

_ZERO = re.compile(r"0(\.0{1,4})?", re.ASCII)


def _choice(values: type[StrEnum], **more: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[(each.value, each.value) for each in values], **more)


class StandingOrderInput(MoneyInput):
    """An order to be. With the rule SWEEP, `amount` is what stays and may be 0."""

    account_id = serializers.UUIDField(help_text="The account that pays.")
    credit_account_id = serializers.UUIDField(
        required=False, help_text="The account of this bank that is paid; or give creditor_iban."
    )
    creditor_iban = TextField(required=False, default="", allow_blank=True, max_length=42)
    creditor_name = TextField(required=False, default="", allow_blank=True, max_length=140)
    remittance = TextField(required=False, default="", allow_blank=True, max_length=140)
    end_to_end_id = TextField(required=False, default="", allow_blank=True, max_length=35)
    rule = _choice(payments.AmountRule, default="FIXED")
    start = serializers.DateField(help_text="No payment is due before this day.")
    unit = _choice(payments.Unit, help_text="ONCE is one payment on `start`.")
    every = serializers.IntegerField(default=1, min_value=1, max_value=366)
    day_of_month = serializers.IntegerField(
        required=False, min_value=1, max_value=31, help_text="31 is the last day of any month."
    )
    last_business_day = TruthField(default=False)
    until = serializers.DateField(required=False, help_text="The last day that may be due.")
    times = serializers.IntegerField(required=False, min_value=1, max_value=10_000)
    convention = _choice(Convention, default="FOLLOWING")
    calendar = TextField(default="TARGET", max_length=40, help_text="Such as TARGET or TARGET+DE.")
    retries = serializers.IntegerField(default=3, min_value=0, max_value=30)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the amount in its currency; raises ValidationError naming the field."""
        if attrs["rule"] == "SWEEP" and _ZERO.fullmatch(attrs["amount"]):
            try:
                return {**attrs, "money": Money(0, Currency.of(attrs["currency"]))}
            except UnknownCurrency as error:
                raise serializers.ValidationError({"currency": [error.message]}) from None
        return super().validate(attrs)

    def terms(self) -> payments.StandingOrderTerms:
        """Return the order that is asked for; raises InvalidRecurrence and UnknownCalendar."""
        values = self.validated_data
        return payments.StandingOrderTerms(
            account_id=values["account_id"],
            payee=payments.Payee(
                account_id=values.get("credit_account_id"),
                iban=values["creditor_iban"],
                name=values["creditor_name"],
            ),
            amount=values["money"],
            rule=payments.AmountRule(values["rule"]),
            remittance=values["remittance"],
            end_to_end_id=values["end_to_end_id"],
            retries=values["retries"],
            recurrence=payments.Recurrence(
                start=values["start"],
                unit=payments.Unit(values["unit"]),
                every=values["every"],
                day_of_month=values.get("day_of_month"),
                last_business_day=values["last_business_day"],
                until=values.get("until"),
                times=values.get("times"),
                convention=Convention(values["convention"]),
                calendar=Calendar.named(values["calendar"]),
            ),
        )


class StandingOrderChangeInput(StrictSerializer):
    """What is changed from the next date on; what is left out stays as it is."""

    amount = AmountField(required=False)
    currency = TextField(required=False, max_length=3)
    remittance = TextField(required=False, allow_blank=True, max_length=140)
    until = serializers.DateField(required=False)
    retries = serializers.IntegerField(required=False, min_value=0, max_value=30)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read an amount in its currency; raises ValidationError naming the field."""
        if ("amount" in attrs) != ("currency" in attrs):
            missing = "currency" if "amount" in attrs else "amount"
            raise serializers.ValidationError({missing: ["Give amount and currency together."]})
        return {**attrs, "money": read_money(attrs) if "amount" in attrs else None}

    def change(self) -> payments.StandingOrderChange:
        """Return the change that is asked for."""
        values = self.validated_data
        return payments.StandingOrderChange(
            amount=values["money"],
            remittance=values.get("remittance"),
            until=values.get("until"),
            retries=values.get("retries"),
        )


class ExecutionOutput(serializers.Serializer[Any]):
    """One date of an order and what became of it."""

    nominal_date = serializers.DateField()
    due_date = serializers.DateField()
    state = _choice(payments.ExecutionState)
    attempts = serializers.IntegerField()
    transaction_id = serializers.CharField(allow_null=True)
    amount = serializers.CharField(source="amount.amount", default=None, allow_null=True)
    last_refusal = serializers.CharField()


class StandingOrderOutput(serializers.Serializer[Any]):
    """An order; `next_due_date` is null when no date is left."""

    id = serializers.UUIDField(source="order_id")
    account_id = serializers.UUIDField()
    credit_account_id = serializers.UUIDField(source="payee.account_id", allow_null=True)
    creditor_iban = serializers.CharField(source="payee.iban")
    creditor_name = serializers.CharField(source="payee.name")
    remittance = serializers.CharField()
    end_to_end_id = serializers.CharField()
    rule = _choice(payments.AmountRule)
    amount = serializers.CharField(source="amount.amount")
    currency = serializers.CharField(source="amount.currency.code")
    start = serializers.DateField(source="recurrence.start")
    unit = _choice(payments.Unit, source="recurrence.unit")
    every = serializers.IntegerField(source="recurrence.every")
    day_of_month = serializers.IntegerField(source="recurrence.day_of_month", allow_null=True)
    last_business_day = serializers.BooleanField(source="recurrence.last_business_day")
    until = serializers.DateField(source="recurrence.until", allow_null=True)
    times = serializers.IntegerField(source="recurrence.times", allow_null=True)
    convention = _choice(Convention, source="recurrence.convention")
    calendar = serializers.CharField(source="recurrence.calendar.name")
    retries = serializers.IntegerField()
    state = _choice(payments.OrderState)
    next_due_date = serializers.DateField(allow_null=True)
    executions = ExecutionOutput(many=True)


class StandingOrderListInput(StrictSerializer):
    """Whose orders."""

    account_id = serializers.UUIDField(help_text="The account that pays.")


class StandingOrderPageOutput(serializers.Serializer[Any]):
    """The account's latest 200 orders, newest first, without their dates."""

    items = StandingOrderOutput(many=True)
