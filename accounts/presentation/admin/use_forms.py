"""What staff fill in about the use of accounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts import public as accounts
from accounts.presentation.admin.staff_forms import (
    AmountText,
    DayField,
    ReasonedForm,
    StaffForm,
    account_with,
    amounts,
    currency_of,
    customer_with,
)
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Money

_EVENTS = [(each.value, each.value) for each in accounts.FeeEvent]


class _Terms(ReasonedForm):
    """Terms from a future day on: amounts in the currency's units."""

    product = forms.CharField(max_length=20, help_text="Its code, such as CURRENT.")
    currency = forms.CharField(max_length=3, help_text="ISO 4217 code.")
    effective_from = DayField(help_text="A day after the open business day.")

    amount_names: tuple[str, ...] = ()

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        if day <= ledger.business_date():
            message = "Terms take effect in the future."
            raise ValidationError(message)
        return day

    def clean_currency(self) -> Any:
        return currency_of(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "currency" not in values:
            return values
        found = amounts(self, values, values["currency"], self.amount_names)
        minor = {name: None if each is None else each.minor for name, each in found.items()}
        return {**values, **minor}

    def version(self) -> accounts.TermsVersion:
        values = self.cleaned_data
        return accounts.TermsVersion(
            product=values["product"],
            currency=values["currency"],
            effective_from=values["effective_from"],
        )


class UsageTermsForm(_Terms):
    """A new version of a product's terms of use."""

    minimum_balance = AmountText()
    transaction_limit = AmountText()
    daily_limit = AmountText()
    monthly_limit = AmountText()
    overdraft_cap = AmountText()
    dormancy_days = forms.IntegerField(required=False, min_value=1)

    amount_names = (
        "minimum_balance",
        "transaction_limit",
        "daily_limit",
        "monthly_limit",
        "overdraft_cap",
    )

    def perform(self, *, actor: Actor, now: datetime) -> object:
        limits = {name: self.cleaned_data[name] for name in (*self.amount_names, "dormancy_days")}
        order = accounts.UsageTermsOrder(
            version=self.version(), limits=accounts.UsageLimits(**limits)
        )
        return accounts.ask_for_usage_terms(
            order=order, reason=self.cleaned_data["reason"], actor=actor, now=now
        )


class FeeTermsForm(_Terms):
    """A new version of a product's fee for an event; one of nothing ends the fee."""

    event = forms.ChoiceField(choices=_EVENTS)
    fixed = AmountText()
    percentage = forms.DecimalField(
        required=False, min_value=Decimal(0), max_digits=9, decimal_places=6
    )
    lowest = AmountText()
    highest = AmountText()
    waived_from = AmountText(help_text="Periodic fees: waived from this balance of the month.")
    waived_basis = forms.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.WaiverBasis], required=False
    )
    within_days = forms.IntegerField(
        required=False, min_value=1, help_text="Early closing: days after opening."
    )

    amount_names = ("fixed", "lowest", "highest", "waived_from")

    def perform(self, *, actor: Actor, now: datetime) -> object:
        values = self.cleaned_data
        rule = None
        if values["waived_from"] is not None:
            basis = accounts.WaiverBasis(values["waived_basis"] or "AVERAGE")
            rule = accounts.WaiverRule(waived_from=values["waived_from"], basis=basis)
        schedule = accounts.FeeSchedule(
            rate=accounts.FeeRate(
                fixed=values["fixed"] or 0,
                percentage=values["percentage"] or Decimal(0),
                lowest=values["lowest"],
                highest=values["highest"],
            ),
            waiver=rule,
            within_days=values["within_days"],
        )
        order = accounts.FeeTermsOrder(
            version=self.version(), event=accounts.FeeEvent(values["event"]), schedule=schedule
        )
        return accounts.ask_for_fee_terms(
            order=order, reason=values["reason"], actor=actor, now=now
        )


class _OnAccount(StaffForm):
    """Something about one account."""

    iban = forms.CharField(label="Account's IBAN", max_length=42)

    def clean_iban(self) -> accounts.AccountView:
        return account_with(self.cleaned_data["iban"])

    @property
    def account(self) -> accounts.AccountView:
        found: accounts.AccountView = self.cleaned_data["iban"]
        return found


class _Right(_OnAccount):
    customer_id = forms.UUIDField(label="Customer's id")
    valid_from = DayField()
    valid_to = DayField(required=False)

    def clean_customer_id(self) -> Any:
        return customer_with(self.cleaned_data["customer_id"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day comes before the first.")
        return values


class HolderForm(_Right):
    """A joint holder."""

    def perform(self, *, actor: Actor, now: datetime) -> None:
        values = self.cleaned_data
        accounts.add_holder(
            account_id=self.account.account_id,
            customer_id=values["customer_id"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            actor=actor,
            now=now,
        )


class MandateForm(_Right):
    """A mandate, with limits of its own or none."""

    transaction_limit = AmountText()
    daily_limit = AmountText()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "iban" not in values:
            return values
        names = ("transaction_limit", "daily_limit")
        found = amounts(self, values, self.account.currency, names)
        for name, limit in found.items():
            if limit is not None and not limit.minor:
                self.add_error(name, "A mandate's limit is more than zero.")
        return {**values, **found}

    def perform(self, *, actor: Actor, now: datetime) -> None:
        values = self.cleaned_data
        order = accounts.MandateOrder(
            account_id=self.account.account_id,
            customer_id=values["customer_id"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            transaction_limit=values["transaction_limit"],
            daily_limit=values["daily_limit"],
        )
        accounts.give_mandate(order=order, actor=actor, now=now)


class SigningRuleForm(_OnAccount):
    """How many must sign."""

    rule = forms.ChoiceField(choices=[(each.value, each.value) for each in accounts.SigningRule])

    def perform(self, *, actor: Actor, now: datetime) -> None:
        rule = accounts.SigningRule(self.cleaned_data["rule"])
        accounts.set_signing_rule(
            account_id=self.account.account_id, rule=rule, actor=actor, now=now
        )


class OverdraftForm(_OnAccount, ReasonedForm):
    """An overdraft arrangement; a limit of 0 ends the one before."""

    limit = AmountText(required=True)
    from_day = DayField()
    to_day = DayField(required=False)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "iban" not in values:
            return values
        return {**values, **amounts(self, values, self.account.currency, ("limit",))}

    def perform(self, *, actor: Actor, now: datetime) -> object:
        values = self.cleaned_data
        limit: Money = values["limit"]
        order = accounts.OverdraftOrder(
            account_id=self.account.account_id,
            limit=limit,
            from_day=values["from_day"],
            to_day=values["to_day"],
        )
        return accounts.ask_for_overdraft(
            order=order, reason=values["reason"], actor=actor, now=now
        )


class RateForm(_OnAccount, ReasonedForm):
    """One account's own rate of interest, from a day to come on."""

    side = forms.ChoiceField(choices=[(side.name, side.name.lower()) for side in accounts.Side])
    effective_from = DayField(help_text="A day after the open business day.")
    rate = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=6,
        help_text="A year, 0.05 for 5 %; nothing gives the product's rates again.",
    )

    def perform(self, *, actor: Actor, now: datetime) -> object:
        values = self.cleaned_data
        order = accounts.RateOrder(
            account_id=self.account.account_id,
            side=accounts.Side[values["side"]],
            effective_from=values["effective_from"],
            rate=values["rate"],
        )
        return accounts.ask_for_interest_rate(
            order=order, reason=values["reason"], actor=actor, now=now
        )


class WaiverForm(_OnAccount):
    """A waiver for an account, or for all accounts of its customer."""

    for_customer = forms.BooleanField(
        required=False, help_text="For all accounts of the account's primary holder."
    )
    event = forms.ChoiceField(choices=_EVENTS)
    from_day = DayField()
    to_day = DayField(required=False)
    reason = forms.CharField(max_length=200)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("from_day"), values.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "The last day comes before the first.")
        return values

    def perform(self, *, actor: Actor, now: datetime) -> None:
        values, account = self.cleaned_data, self.account
        whole = values["for_customer"]
        order = accounts.WaiverOrder(
            event=accounts.FeeEvent(values["event"]),
            from_day=values["from_day"],
            to_day=values["to_day"],
            reason=values["reason"],
            account_id=None if whole else account.account_id,
            customer_id=account.customer_id if whole else None,
        )
        accounts.waive_fee(order=order, actor=actor, now=now)
