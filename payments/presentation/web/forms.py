"""Forms of online banking for standing orders and files of payments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from bankcore.calendars import Convention
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, InvalidAmount, Money
from bankcore.presentation import refusals
from bankcore.presentation.account_names import names
from bankcore.presentation.templatetags.money import day, money
from bankcore.presentation.typed_amounts import read_amount
from bankcore.presentation.typed_days import day_input
from payments import public as payments
from payments.presentation.web import order_words
from payments.presentation.web.pay_forms import account_label

_UNITS = [
    ("ONCE", _("once")),
    ("DAY", _("days")),
    ("WEEK", _("weeks")),
    ("MONTH", _("months")),
    ("YEAR", _("years")),
]
_RULES = [("FIXED", _("this amount")), ("SWEEP", _("all above this amount"))]
_CONVENTIONS = [(each.value, words) for each, words in order_words.CONVENTIONS.items()]


class StandingOrderForm(forms.Form):
    """An order from one of the customer's own accounts."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    account = forms.ChoiceField(label=_("From"))
    creditor_iban = forms.CharField(
        label=_("To IBAN, or routing number/account number in the United States"), max_length=42
    )
    creditor_name = forms.CharField(label=_("Creditor"), max_length=140)
    rule = forms.ChoiceField(label=_("Pay"), choices=_RULES, initial="FIXED")
    amount = forms.CharField(
        label=_("Amount"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    remittance = forms.CharField(label=_("Text"), max_length=140, required=False)
    start = forms.DateField(label=_("First on"), widget=day_input())
    every = forms.IntegerField(label=_("Every"), min_value=1, max_value=366, initial=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=_UNITS, initial="MONTH")
    day_of_month = forms.IntegerField(
        label=_("Day of the month (31: the last)"), min_value=1, max_value=31, required=False
    )
    last_business_day = forms.BooleanField(
        label=_("Last business day of the month"), required=False
    )
    until = forms.DateField(label=_("Until"), widget=day_input(), required=False)
    times = forms.IntegerField(label=_("Times"), min_value=1, max_value=10_000, required=False)
    convention = forms.ChoiceField(
        label=_("If that is no business day"), choices=_CONVENTIONS, initial="FOLLOWING"
    )

    def __init__(self, own: Sequence[accounts.AccountView], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._own = {str(account.account_id): account for account in own}
        self._names = names(own)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (key, f"{self._names[account.account_id]} ({account.currency})")
            for key, account in self._own.items()
        ]
        self.fields["request_key"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        """Read the amount in the account's currency and the dates as a rule."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                values["terms"] = self._terms(values)
            except BankError as error:
                self.refuse(error)
        return values

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the field it is about."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, refusals.told(error))

    def request(self) -> ledger.RequestKey:
        """Return the key by which a form sent twice gives one order."""
        values = {name: self.data.get(name, "") for name in sorted(self.fields)}
        key: UUID = self.cleaned_data["request_key"]
        return ledger.RequestKey(
            ledger.KeySource.WEB, key, hashlib.sha256(repr(values).encode()).digest()
        )

    def named(self) -> tuple[str, str] | None:
        """Return name and account of whom the order pays; None for one of the customer's own."""
        terms: payments.StandingOrderTerms = self.cleaned_data["terms"]
        account = payments.creditor_account(terms.payee.iban, terms.amount.currency)
        if account in {each.iban for each in self._own.values()}:
            return None
        return terms.payee.name, account

    def told(self) -> list[tuple[str, str]]:
        """Return the order in plain words: label and value, as the page shows them."""
        terms: payments.StandingOrderTerms = self.cleaned_data["terms"]
        payer = self._own[self.cleaned_data["account"]]
        sweeps = terms.rule is payments.AmountRule.SWEEP
        return [
            (gettext("All above") if sweeps else gettext("Amount"), money(terms.amount)),
            (gettext("To"), terms.payee.name),
            (account_label(terms.payee.iban), terms.payee.iban),
            (gettext("From"), self._names[payer.account_id]),
            (gettext("First on"), day(terms.recurrence.start)),
            (gettext("Then"), order_words.repeated(terms.recurrence)),
            (gettext("On weekends and holidays"), order_words.moved(terms.recurrence)),
            (gettext("Paid on"), order_words.first_days(terms.recurrence)),
            *([(gettext("Text"), terms.remittance)] if terms.remittance else []),
        ]

    def _terms(self, values: dict[str, Any]) -> payments.StandingOrderTerms:
        account = self._own[values["account"]]
        rule = payments.AmountRule(values["rule"])
        return payments.StandingOrderTerms(
            account_id=account.account_id,
            payee=payments.Payee(iban=values["creditor_iban"], name=values["creditor_name"]),
            amount=_amount(values["amount"], account.currency, rule),
            rule=rule,
            remittance=values["remittance"],
            recurrence=payments.Recurrence(
                start=values["start"],
                unit=payments.Unit(values["unit"]),
                every=values["every"],
                day_of_month=values["day_of_month"],
                last_business_day=values["last_business_day"],
                until=values["until"],
                times=values["times"],
                convention=Convention(values["convention"]),
            ),
        )


def _amount(text: str, currency: Currency, rule: payments.AmountRule) -> Money:
    if rule is payments.AmountRule.SWEEP and text.strip() in {"0", "0.00", "0,00"}:
        return Money(0, currency)
    try:
        return read_amount(text, currency)
    except InvalidAmount as error:
        error.field = "amount"
        raise


class StandingOrderChangeForm(forms.Form):
    """What changes of an order from its next date on."""

    amount = forms.CharField(
        label=_("Amount"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    remittance = forms.CharField(label=_("Text"), max_length=140, required=False)
    until = forms.DateField(label=_("Until"), widget=day_input(), required=False)

    def __init__(self, order: payments.StandingOrderView, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._order = order
        self.fields["amount"].initial = str(order.amount.amount)
        self.fields["remittance"].initial = order.remittance
        self.fields["until"].initial = order.recurrence.until

    def clean(self) -> dict[str, Any]:
        """Read the amount in the order's currency."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            order = self._order
            try:
                values["wanted"] = payments.StandingOrderChange(
                    amount=_amount(values["amount"], order.amount.currency, order.rule),
                    remittance=values["remittance"],
                    until=values["until"],
                )
            except BankError as error:
                self.refuse(error)
        return values

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the field it is about."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, refusals.told(error))

    def told(self) -> list[tuple[str, str]]:
        """Return the change in plain words: label and value, as the page shows them."""
        wanted: payments.StandingOrderChange = self.cleaned_data["wanted"]
        amount = self._order.amount if wanted.amount is None else wanted.amount
        sweeps = self._order.rule is payments.AmountRule.SWEEP
        return [
            (gettext("All above") if sweeps else gettext("Amount"), money(amount)),
            (gettext("Text"), wanted.remittance or gettext("none")),
            (gettext("Until"), day(wanted.until) if wanted.until else gettext("as before")),
        ]


class SkipForm(forms.Form):
    """The date of an order that is to be left out."""

    due_date = forms.DateField()


class BulkFileForm(forms.Form):
    """A file of payments."""

    file = forms.FileField(label=_("CSV or pain.001 file"), max_length=200)
