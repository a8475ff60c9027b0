"""The form on which a payer gives a card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bankcore.errors import BankError
from bankcore.presentation import refusals
from payments.gateway.domain.payers import CardNumber

_SECRET = ("number", "code")


class CardForm(forms.Form):
    """A card. Its number and code are never shown again, whatever was wrong with them."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.RegexField(
        r"^[0-9 -]{12,30}$",
        label=_("Card number"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "cc-number", "maxlength": 30}
        ),
        error_messages={"invalid": _("Give the digits on the card.")},
    )
    expiry = forms.RegexField(
        r"^\s*(0?[1-9]|1[0-2])\s*/\s*(\d{2}|20\d{2})\s*$",
        label=_("Expiry date (month / year)"),
        widget=forms.TextInput(
            attrs={"autocomplete": "cc-exp", "placeholder": "MM / YY", "maxlength": 9}
        ),
        error_messages={"invalid": _("Give month and year, such as 12 / 31.")},
    )
    code = forms.RegexField(
        r"^[0-9]{3,4}$",
        label=_("Security code"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "cc-csc", "maxlength": 4}
        ),
        error_messages={"invalid": _("Give the three or four digits beside the signature.")},
    )
    name = forms.CharField(
        label=_("Name on the card"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "cc-name"}),
    )

    @sensitive_variables()
    def card(self) -> CardNumber:
        """Return the card of a valid form."""
        month, _slash, year = self.cleaned_data["expiry"].partition("/")
        return CardNumber(
            number=self.cleaned_data["number"].replace(" ", "").replace("-", ""),
            expiry_month=int(month),
            expiry_year=int(year) % 100 + 2000,
            code=self.cleaned_data["code"],
        )

    def refuse(self, error: BankError) -> None:
        """Show a refusal beside the field that it names."""
        fields = {"number": "number", "expiry_month": "expiry", "expiry_year": "expiry"}
        self.add_error(fields.get(error.field or ""), refusals.sentence(error))

    def emptied(self, attempt: object) -> CardForm:
        """Return the form for another try: errors beside their fields, numbers gone."""
        kept: MultiValueDict[str, Any] = MultiValueDict(self.data)
        for name in _SECRET:
            kept[name] = ""
        kept["attempt"] = str(attempt)
        shown = CardForm(kept)
        vars(shown)["_errors"] = self.errors
        return shown
