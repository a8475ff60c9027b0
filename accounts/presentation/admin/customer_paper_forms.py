"""What staff fill in to take somebody on and to keep details, addresses, taxes and people."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts import public as accounts
from accounts.presentation.admin.customer_fields import CustomerForm, day_field, words_field


class PersonForm(forms.Form):
    given_name = forms.CharField(max_length=70)
    family_name = forms.CharField(max_length=70)
    date_of_birth = day_field()
    place_of_birth = forms.CharField(max_length=70)
    nationality = forms.CharField(max_length=2)

    def applicant(self) -> accounts.Person:
        """Return the person."""
        return accounts.Person(**self.cleaned_data)


class CompanyForm(forms.Form):
    name = forms.CharField(max_length=140)
    legal_form = forms.CharField(max_length=40)
    register_number = forms.CharField(max_length=60)
    incorporated_on = day_field()
    lei = forms.CharField(required=False, max_length=30, label="LEI")
    owners_exemption = forms.CharField(
        required=False, max_length=200, help_text="Why no beneficial owner need be named, if so."
    )

    def applicant(self) -> accounts.Company:
        """Return the company."""
        return accounts.Company(**self.cleaned_data)


class AddressForm(CustomerForm):
    kind = words_field(accounts.AddressKind)
    street = forms.CharField(max_length=140)
    postcode = forms.CharField(required=False, max_length=16)
    city = forms.CharField(max_length=70)
    country = forms.CharField(max_length=2)
    valid_from = day_field()

    def arguments(self) -> dict[str, Any]:
        return {"address": accounts.PostalAddress(**self.cleaned_data)}


class ContactForm(CustomerForm):
    kind = words_field(accounts.ContactKind)
    value = forms.CharField(max_length=254)
    marketing = forms.BooleanField(required=False, help_text="Held for advertising only.")

    def arguments(self) -> dict[str, Any]:
        return {"contact": accounts.Contact(**self.cleaned_data)}


class TaxResidenceForm(CustomerForm):
    country = forms.CharField(max_length=2)
    tin = forms.CharField(required=False, max_length=40, label="TIN")
    no_tin_reason = forms.CharField(required=False, max_length=200, label="Why no TIN")
    valid_from = day_field()

    def arguments(self) -> dict[str, Any]:
        return {"residence": accounts.TaxResidence(**self.cleaned_data)}


class SelfCertificationForm(CustomerForm):
    signed_on = day_field()
    us_person = forms.BooleanField(required=False, label="US person")
    crs_status = words_field(accounts.CrsStatus, label="CRS status")

    def arguments(self) -> dict[str, Any]:
        return {"certification": accounts.SelfCertification(**self.cleaned_data)}


class OwnerForm(CustomerForm):
    name = forms.CharField(max_length=140)
    date_of_birth = day_field()
    nationality = forms.CharField(max_length=2)
    share = forms.DecimalField(max_digits=5, decimal_places=2, label="Share in percent")
    control = words_field(accounts.ControlKind)

    def arguments(self) -> dict[str, Any]:
        return {"owner": accounts.BeneficialOwner(**self.cleaned_data)}


class RelatedPersonForm(CustomerForm):
    name = forms.CharField(max_length=140)
    relation = words_field(accounts.Relation)
    customer_id = forms.UUIDField(required=False, help_text="If a customer of the bank, too.")

    def arguments(self) -> dict[str, Any]:
        return {"person": accounts.RelatedPerson(**self.cleaned_data)}
