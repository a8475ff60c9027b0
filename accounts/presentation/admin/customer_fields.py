"""What every form about a customer is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django import forms

from accounts.models import Customer, choices


class CustomerForm(forms.Form):
    """A form about one customer; `arguments` are the use case's own."""

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.customer = customer

    def arguments(self) -> dict[str, Any]:
        """Return what the use case is called with."""
        return dict(self.cleaned_data)


def words_field(words: type[StrEnum], **options: Any) -> forms.TypedChoiceField:
    """Return a field for one of the words."""
    return forms.TypedChoiceField(choices=choices.of(words), coerce=words, **options)


def day_field(**options: Any) -> forms.DateField:
    """Return a field for a day, with the browser's calendar."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)
