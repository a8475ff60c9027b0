"""What staff fill in to move a customer on, check, rate, keep a document or erase."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts import public as accounts
from accounts.domain.customer_states import TRANSITIONS
from accounts.models import Customer, choices
from accounts.presentation.admin.customer_fields import CustomerForm, day_field, words_field


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


class KycCheckForm(CustomerForm):
    kind = words_field(accounts.KycKind)
    result = words_field(accounts.KycResult)
    valid_until = day_field(required=False)
    note = forms.CharField(required=False, max_length=500)

    def arguments(self) -> dict[str, Any]:
        return {"check": accounts.NewCheck(**self.cleaned_data)}


class RiskForm(CustomerForm):
    rating = words_field(accounts.RiskRating)
    reason = forms.CharField(max_length=500)


class DocumentForm(CustomerForm):
    file = forms.FileField(help_text="PDF, JPEG or PNG, up to 5 MB.")
    kind = words_field(accounts.DocumentKind)
    number = forms.CharField(required=False, max_length=60)
    issuing_country = forms.CharField(required=False, max_length=2)
    expires_on = day_field(required=False)

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
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}
