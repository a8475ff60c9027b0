"""Removing what need not be kept of a customer."""

from __future__ import annotations

from datetime import datetime

from accounts.models import (
    Address,
    BeneficialOwner,
    CategoryRule,
    CompanyDetails,
    ContactPoint,
    Customer,
    CustomerDocument,
    DocumentContent,
    DocumentReminder,
    EntryCategory,
    PersonDetails,
    RelatedPerson,
    TaxResidence,
    TaxSelfCertification,
)
from bankcore.crypto import subject_keys
from bankcore.crypto.repositories import rows
from bankcore.db.transactions import requires_transaction


@requires_transaction
def erase_contacts(customer: Customer, *, marketing_only: bool) -> int:
    """Remove e-mail addresses and phone numbers; returns how many."""
    rows = ContactPoint.objects.filter(customer=customer)
    return (rows.filter(marketing=True) if marketing_only else rows).delete()[0]


@requires_transaction
def erase_papers(customer: Customer) -> dict[str, int]:
    """Remove documents, addresses, details, taxes and people; returns how many rows of each.

    The customer's name in another customer's file, as a related person, is overwritten.
    """
    DocumentReminder.objects.filter(document__customer=customer).delete()
    DocumentContent.objects.filter(document__customer=customer).delete()
    customer.kyc_checks.filter(note__isnull=False).update(note=None)
    for person in RelatedPerson.objects.filter(related_customer=customer):
        person.name = erased_name(customer)
        person.save(update_fields=["name"])
    return {
        "documents": CustomerDocument.objects.filter(customer=customer).delete()[0],
        "addresses": Address.objects.filter(customer=customer).delete()[0],
        "categories": EntryCategory.objects.filter(customer=customer).delete()[0]
        + CategoryRule.objects.filter(customer=customer).delete()[0],
        "tax_residences": TaxResidence.objects.filter(customer=customer).delete()[0],
        "self_certifications": TaxSelfCertification.objects.filter(customer=customer).delete()[0],
        "beneficial_owners": BeneficialOwner.objects.filter(customer=customer).delete()[0],
        "related_persons": RelatedPerson.objects.filter(customer=customer).delete()[0],
        "details": PersonDetails.objects.filter(customer=customer).delete()[0]
        + CompanyDetails.objects.filter(customer=customer).delete()[0],
    }


@requires_transaction
def destroy_key(customer: Customer) -> None:
    """Destroy the key of the customer's values: those in backups stay sealed for ever."""
    subject_keys.destroy(rows.subject_name(Customer, customer.pk))


@requires_transaction
def erase_name(customer: Customer, *, at: datetime) -> None:
    """Put a number in the place of the name, and take the log-in away."""
    customer.name = erased_name(customer)
    customer.user = None
    customer.erased_at = at
    customer.save(update_fields=["name", "user", "erased_at"])


def erased_name(customer: Customer) -> str:
    """Return what stands where the name stood."""
    return f"Erased customer {customer.public_id}"
