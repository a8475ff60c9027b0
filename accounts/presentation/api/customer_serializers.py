"""Customers as integrators see them. What is given is told back in the same fields."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from rest_framework import serializers

from accounts import public as accounts
from bankcore.presentation.api.fields import StrictSerializer, TextField, TruthField


class WordField(serializers.ChoiceField):
    """One of the words of an enumeration."""

    def __init__(self, words: type[StrEnum], **options: Any) -> None:
        self.words = words
        super().__init__(choices=[(word.value, word.value) for word in words], **options)

    def to_internal_value(self, data: Any) -> StrEnum:
        """Return the word."""
        return self.words(super().to_internal_value(data))


class PersonInput(StrictSerializer):
    """A natural person; countries as ISO 3166-1 alpha-2."""

    given_name = TextField()
    family_name = TextField()
    date_of_birth = serializers.DateField()
    place_of_birth = TextField()
    nationality = TextField()


class CompanyInput(StrictSerializer):
    """A legal entity."""

    name = TextField()
    legal_form = TextField()
    register_number = TextField()
    incorporated_on = serializers.DateField()
    lei = TextField(required=False, allow_blank=True)
    owners_exemption = TextField(required=False, allow_blank=True)


class OnboardInput(StrictSerializer):
    """A person or a company. The same `customer_id` does not make two customers."""

    customer_id = serializers.UUIDField(required=False)
    person = PersonInput(required=False)
    company = CompanyInput(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the applicant with it; raises ValidationError unless there is exactly one."""
        if ("person" in attrs) == ("company" in attrs):
            message = "Give either a person or a company."
            raise serializers.ValidationError({"person": [message]})
        if "person" in attrs:
            return {**attrs, "applicant": accounts.Person(**attrs["person"])}
        return {**attrs, "applicant": accounts.Company(**attrs["company"])}


class StatusInput(StrictSerializer):
    """Where the customer is to move, and why."""

    to = WordField(accounts.CustomerStatus)
    reason = TextField()


class AddressInput(StrictSerializer):
    """An address from a day on; the one of before of this kind ends there."""

    kind = WordField(accounts.AddressKind)
    street = TextField()
    postcode = TextField(required=False, allow_blank=True, default="")
    city = TextField()
    country = TextField()
    valid_from = serializers.DateField()


class ContactInput(StrictSerializer):
    """An e-mail address or an international phone number."""

    kind = WordField(accounts.ContactKind)
    value = TextField()
    marketing = TruthField(required=False, default=False)


class TaxResidenceInput(StrictSerializer):
    """A tax residence: with a number or with a reason for none."""

    country = TextField()
    valid_from = serializers.DateField()
    tin = TextField(required=False, allow_blank=True)
    no_tin_reason = TextField(required=False, allow_blank=True)


class SelfCertificationInput(StrictSerializer):
    """What the customer declared under FATCA and CRS."""

    signed_on = serializers.DateField()
    us_person = TruthField()
    crs_status = WordField(accounts.CrsStatus)


class OwnerInput(StrictSerializer):
    """Who owns or controls a company; `share` in percent as a decimal string, such as "33.50"."""

    name = TextField()
    date_of_birth = serializers.DateField()
    nationality = TextField()
    share = serializers.DecimalField(max_digits=5, decimal_places=2)
    control = WordField(accounts.ControlKind)


class RelatedPersonInput(StrictSerializer):
    """Somebody near the customer, perhaps a customer as well."""

    name = TextField()
    relation = WordField(accounts.Relation)
    customer_id = serializers.UUIDField(required=False, allow_null=True)


class KycCheckInput(StrictSerializer):
    """How a check came out."""

    kind = WordField(accounts.KycKind)
    result = WordField(accounts.KycResult)
    valid_until = serializers.DateField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True)


class RiskInput(StrictSerializer):
    """How risky the customer is, and why."""

    rating = WordField(accounts.RiskRating)
    reason = TextField()


class DocumentInput(StrictSerializer):
    """A PDF, JPEG or PNG of at most 5 MiB, sent as multipart/form-data."""

    file = serializers.FileField()
    kind = WordField(accounts.DocumentKind)
    number = serializers.CharField(required=False, allow_blank=True, default="")
    issuing_country = serializers.CharField(required=False, allow_blank=True, default="")
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class SearchInput(StrictSerializer):
    """Values that must all fit exactly; case and spaces do not matter."""

    email = TextField(required=False)
    phone = TextField(required=False)
    tin = TextField(required=False)
    number = TextField(required=False, help_text="Of a document or a company's register.")


class CustomerOutput(serializers.Serializer[Any]):
    """A customer in short."""

    customer_id = serializers.UUIDField()
    kind = serializers.CharField()
    name = serializers.CharField()
    customer_status = serializers.CharField(source="status")


class CustomersOutput(serializers.Serializer[Any]):
    """Up to 100 customers."""

    items = CustomerOutput(many=True)


class DocumentOutput(serializers.Serializer[Any]):
    """A document without its content."""

    document_id = serializers.UUIDField()
    kind = serializers.CharField()
    file_name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    number = serializers.CharField()
    issuing_country = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    uploaded_at = serializers.DateTimeField()


class AddressOutput(serializers.Serializer[Any]):
    """An address, until before `valid_to`."""

    kind = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class ContactOutput(serializers.Serializer[Any]):
    """An e-mail address or a phone number in E.164."""

    kind = serializers.CharField()
    value = serializers.CharField()
    marketing = serializers.BooleanField()


class TaxResidenceOutput(serializers.Serializer[Any]):
    """A tax residence, until before `valid_to`."""

    country = serializers.CharField()
    tin = serializers.CharField()
    no_tin_reason = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class KycCheckOutput(serializers.Serializer[Any]):
    """A check that was made; its note is for staff."""

    kind = serializers.CharField()
    result = serializers.CharField()
    checked_by = serializers.CharField()
    checked_at = serializers.DateTimeField()
    valid_until = serializers.DateField(allow_null=True)


class SelfCertificationOutput(serializers.Serializer[Any]):
    """What the customer declared under FATCA and CRS."""

    signed_on = serializers.DateField()
    us_person = serializers.BooleanField()
    crs_status = serializers.CharField()


class OwnerOutput(serializers.Serializer[Any]):
    """Who owns or controls a company."""

    name = serializers.CharField()
    date_of_birth = serializers.DateField()
    nationality = serializers.CharField()
    share = serializers.CharField()
    control = serializers.CharField()


class RelatedPersonOutput(serializers.Serializer[Any]):
    """Somebody near the customer."""

    name = serializers.CharField()
    relation = serializers.CharField()
    customer_id = serializers.UUIDField(allow_null=True)


class StatusChangeOutput(serializers.Serializer[Any]):
    """One step in the customer's life."""

    before = serializers.CharField(allow_null=True)
    after = serializers.CharField()
    reason = serializers.CharField()
    actor = serializers.CharField()
    at = serializers.DateTimeField()


class CustomerFileOutput(CustomerOutput):
    """A customer with papers, checks and history."""

    registered_at = serializers.DateTimeField()
    risk_rating = serializers.CharField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    erased_at = serializers.DateTimeField(allow_null=True)
    person = PersonInput(allow_null=True)
    company = CompanyInput(allow_null=True)
    addresses = AddressOutput(many=True)
    contacts = ContactOutput(many=True)
    tax_residences = TaxResidenceOutput(many=True)
    self_certifications = SelfCertificationOutput(many=True)
    beneficial_owners = OwnerOutput(many=True)
    related_persons = RelatedPersonOutput(many=True)
    documents = DocumentOutput(many=True)
    kyc_checks = KycCheckOutput(many=True)
    status_changes = StatusChangeOutput(many=True)
