"""Amounts and refusals in forms about accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, InvalidAmount, Money, parse_amount


def amount_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for an amount, as people write it."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=24, required=required, help_text=help_text, widget=widget
    )


class MoneyForm(forms.Form):
    """A form that is sent once: its key makes sending it twice the same as sending it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["request_key"].initial = uuid4

    def money(self, name: str, currency: Currency) -> Money | None:
        """Return a field's amount, above zero; notes what is wrong with it beside the field."""
        text = str(self.cleaned_data.get(name) or "").strip()
        if not text:
            return None
        try:
            found = parse_amount(text, currency)
        except InvalidAmount as error:
            self.add_error(name, error.message)
            return None
        if found.minor <= 0:
            self.add_error(name, _("The amount is more than zero."))
            return None
        return found

    def request(self, *parts: object) -> ledger.RequestKey:
        """Return the key for what is asked, told apart by these parts."""
        key: UUID = self.cleaned_data["request_key"]
        body = "|".join(str(part) for part in parts)
        return ledger.RequestKey(ledger.KeySource.WEB, key, hashlib.sha256(body.encode()).digest())

    def refuse(self, error: BankError) -> None:
        """Tell what the bank says, beside the field it is about, and take a new key."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, f"{error.message} {error.cure}")
        self.data = {**dict(self.data.items()), "request_key": str(uuid4())}

    def done(self, act: Callable[[], Any]) -> Any:
        """Return what the act returns, or None where the bank refuses; the form tells why."""
        try:
            return act()
        except BankError as error:
            self.refuse(error)
            return None
