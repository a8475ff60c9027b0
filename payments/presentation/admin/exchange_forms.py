"""What staff enter about exchange; the services judge it."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from django import forms

from bankcore.ledger import public as ledger
from bankcore.money import Currency, InvalidAmount, UnknownCurrency, parse_amount
from bankcore.presentation import canonical_json
from payments import public as payments
from payments.models import FxMargin
from payments.presentation.admin.pages import reason_field


class CurrencyField(forms.CharField):
    """An ISO 4217 code; None where it is left empty."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=3, empty_value=None, **more)

    def clean(self, value: Any) -> Any:
        """Return the currency; raises ValidationError for one that does not exist."""
        code = super().clean(value)
        try:
            return Currency.of(code.upper()) if code else None
        except UnknownCurrency as error:
            raise forms.ValidationError(error.message) from None


class MarginForm(forms.Form):
    """A new version of a margin."""

    product = forms.fields_for_model(FxMargin, ["product"])["product"]
    sell_currency = CurrencyField(required=False, help_text="With no currencies, for every pair.")
    buy_currency = CurrencyField(required=False)
    margin = forms.DecimalField(
        max_digits=9, decimal_places=8, help_text="A share of mid: 0.015 is 1.5 %."
    )
    effective_from = forms.DateField(help_text="The open business day or later.")
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")

    def terms(self) -> payments.MarginTerms:
        """Return what was entered."""
        values = self.cleaned_data
        return payments.MarginTerms(
            margin=values["margin"],
            effective_from=values["effective_from"],
            sell=values["sell_currency"],
            buy=values["buy_currency"],
            product=values["product"].code if values["product"] else None,
        )


class RateForm(forms.Form):
    """A rate of the open business day."""

    currency = CurrencyField()
    rate = forms.DecimalField(
        max_digits=18, decimal_places=8, help_text="Units of the foreign currency for one euro."
    )
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class CoverForm(forms.Form):
    """A deal that was made with the market. Sent twice, it is booked once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    side = forms.ChoiceField(
        choices=[(side.value, f"The bank {side.value}s") for side in payments.Side]
    )
    currency = CurrencyField()
    amount = forms.CharField(max_length=30, help_text="In the foreign currency, such as 12.50.")
    rate = forms.DecimalField(
        max_digits=18, decimal_places=8, help_text="Units of the foreign currency for one euro."
    )
    reference = forms.CharField(max_length=80, help_text="Whom with, and their number for it.")
    value_date = forms.DateField(required=False, help_text="When both sides pay.")
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency; a rate is positive."""
        values = super().clean() or {}
        if values.get("currency") and values.get("amount"):
            try:
                values["money"] = parse_amount(values["amount"].strip(), values["currency"])
            except InvalidAmount as error:
                self.add_error("amount", error.message)
        if "rate" in values and values["rate"] <= 0:
            self.add_error("rate", "A rate is more than zero.")
        return values

    def order(self) -> payments.CoverOrder:
        """Return what was entered."""
        values = self.cleaned_data
        return payments.CoverOrder(
            side=payments.Side(values["side"]),
            amount=values["money"],
            rate=values["rate"],
            reference=values["reference"],
            value_date=values["value_date"],
        )

    def request_key(self) -> ledger.RequestKey:
        """Return the key that the form came with, and the hash of what was entered."""
        entered = {name: str(value) for name, value in self.cleaned_data.items()}
        digest = hashlib.sha256(canonical_json.dumps(entered)).digest()
        return ledger.RequestKey(ledger.KeySource.WEB, self.cleaned_data["key"], digest)
