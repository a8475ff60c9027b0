"""What staff fill in to move a customer on, check, rate, keep a document or erase."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django import forms

from accounts import public as accounts
from accounts.domain.customer_states import TRANSITIONS
from accounts.models import Customer, choices


class CustomerForm(forms.Form):
    """A form about one customer; `arguments` are the use case's own."""

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.customer = customer

    def arguments(self) -> dict[str, Any]:
        """Return what the use case is called with."""
        return dict(self.cleaned_data)


class StatusForm(CustomerForm):
    to = forms.ChoiceField(label="New status")
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, customer=customer, **options)
        reachable = TRANSITIONS[accounts.CustomerStatus(customer.status)]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            choice for choice in choices.of(accounts.CustomerStatus) if choice[0] in reachable
        ]

    def arguments(self) -> dict[str, Any]:
        status = accounts.CustomerStatus(self.cleaned_data["to"])
        return {"to": status, "reason": self.cleaned_data["reason"]}


def _words(words: type[StrEnum], **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=choices.of(words), coerce=words, **options)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}), **options
    )


class KycCheckForm(CustomerForm):
    kind = _words(accounts.KycKind)
    result = _words(accounts.KycResult)
    valid_until = _day()
    note = forms.CharField(required=False, max_length=500)

    def arguments(self) -> dict[str, Any]:
        return {"check": accounts.NewCheck(**self.cleaned_data)}


class RiskForm(CustomerForm):
    rating = _words(accounts.RiskRating)
    reason = forms.CharField(max_length=500)


class DocumentForm(CustomerForm):
    file = forms.FileField(help_text="PDF, JPEG or PNG, up to 5 MB.")
    kind = _words(accounts.DocumentKind)
    number = forms.CharField(required=False, max_length=60)
    issuing_country = forms.CharField(required=False, max_length=2)
    expires_on = _day()

    def arguments(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        file = values.pop("file")
        accounts.check_document_size(file.size)
        return {
            "document": accounts.NewDocument(file_name=file.name, content=file.read(), **values)
        }


class ErasureForm(CustomerForm):
    sure = forms.BooleanField(
        label="Erase what the law does not ask the bank to keep. This cannot be taken back."
    )

    def arguments(self) -> dict[str, Any]:
        return {}
