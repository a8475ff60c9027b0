"""The search on an account's page: what a customer looks for among the entries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from accounts.presentation.web import category_names
from bankcore.ledger import public as ledger
from bankcore.money import Currency, InvalidAmount
from bankcore.presentation import refusals
from bankcore.presentation.typed_amounts import read_amount
from bankcore.presentation.typed_days import day_input

_EITHER = "either"
_COMES_IN = {_EITHER: None, "in": True, "out": False}


class EntrySearchForm(forms.Form):
    """Text, days, amounts and direction; all may be left out. Its address can be shared."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    first_day = forms.DateField(label=_("From"), required=False, widget=day_input())
    last_day = forms.DateField(label=_("To"), required=False, widget=day_input())
    least = forms.CharField(label=_("At least"), max_length=24, required=False)
    most = forms.CharField(label=_("At most"), max_length=24, required=False)
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[(_EITHER, _("in and out")), ("in", _("money in")), ("out", _("money out"))],
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("any")), *category_names.CHOICES]
    )
    before = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: Currency, **options: Any) -> None:
        """Take the account's currency, in which the amounts are."""
        super().__init__(*args, **options)
        self._currency = currency
        for name in ("q", "least", "most"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("least", "most"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def clean_least(self) -> int | None:
        """Return the amount in minor units."""
        return self._minor("least")

    def clean_most(self) -> int | None:
        """Return the amount in minor units."""
        return self._minor("most")

    def clean_before(self) -> int | None:
        """Return the entry before which the page begins; a mangled one is the first page's."""
        text = self.cleaned_data["before"]
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    def chosen(self) -> ledger.EntryFilter:
        """Return what was asked for, as far as it could be read."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return ledger.EntryFilter(
            before_seq=found.get("before"),
            first_day=found.get("first_day"),
            last_day=found.get("last_day"),
            text=found.get("q", ""),
            least=found.get("least"),
            most=found.get("most"),
            comes_in=_COMES_IN[found.get("direction") or _EITHER],
        )

    def wanted_category(self) -> accounts.online.Category | None:
        """Return the category asked for, if one was."""
        asked = self.cleaned_data.get("category") if self.is_bound and self.is_valid() else ""
        return accounts.online.Category(asked) if asked else None

    def asks(self) -> bool:
        """Whether anything is looked for."""
        return any(value for name, value in self.data.items() if name in self.fields)

    def _minor(self, name: str) -> int | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        try:
            return read_amount(text, self._currency).minor
        except InvalidAmount as error:
            raise forms.ValidationError(refusals.sentence(error)) from None
