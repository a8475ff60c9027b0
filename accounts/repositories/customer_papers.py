"""Customers' details, addresses, contacts, tax residences and checks in the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Sum

from accounts.domain.customer_file import ContactKind
from accounts.models import (
    Address,
    BeneficialOwner,
    CompanyDetails,
    ContactPoint,
    Customer,
    PersonDetails,
    TaxResidence,
)

Row = TypeVar("Row", bound=Model)


def add(row: Row) -> Row:
    """Add one row of a customer's file."""
    row.save(force_insert=True)
    return row


def put_person(customer: Customer, values: dict[str, Any]) -> None:
    """Set the person's details."""
    PersonDetails.objects.update_or_create(customer=customer, defaults=values)


def put_company(customer: Customer, values: dict[str, Any]) -> None:
    """Set the company's details."""
    CompanyDetails.objects.update_or_create(customer=customer, defaults=values)


def rename(customer: Customer, name: str) -> None:
    """Set the name under which the customer is shown."""
    customer.name = name
    customer.save(update_fields=["name"])


def owned_share(customer: Customer) -> Decimal:
    """Return the sum of the owners' shares, in percent."""
    total = BeneficialOwner.objects.filter(customer=customer).aggregate(sum=Sum("share"))["sum"]
    return Decimal(total or 0)


def remove_owner(customer: Customer, owner_id: int) -> bool:
    """Remove an owner; returns whether there was one."""
    return bool(BeneficialOwner.objects.filter(customer=customer, id=owner_id).delete()[0])


def current_address(customer: Customer, kind: str) -> Address | None:
    """Return the customer's address of this kind that holds now."""
    return Address.objects.filter(customer=customer, kind=kind, valid_to=None).first()


def current_tax_residence(customer: Customer, country: str) -> TaxResidence | None:
    """Return the customer's tax residence in this country that holds now."""
    return TaxResidence.objects.filter(customer=customer, country=country, valid_to=None).first()


def end(row: Address | TaxResidence, *, day: date) -> None:
    """Let the row hold until before `day`; one that began on that day is removed: it was wrong."""
    if row.valid_from >= day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


def has_contact(customer: Customer, kind: str, indexes: list[bytes]) -> bool:
    """Return whether the customer has this contact already."""
    rows = ContactPoint.objects.filter(customer=customer, kind=kind, value_index__in=indexes)
    return rows.exists()


def remove_contacts(customer: Customer, kind: str, indexes: list[bytes]) -> int:
    """Remove a contact; returns how many were removed."""
    rows = ContactPoint.objects.filter(customer=customer, kind=kind, value_index__in=indexes)
    return rows.delete()[0]


def mail_addresses(customer_id: UUID) -> list[str]:
    """Return the e-mail addresses of a customer that are not held for advertising only."""
    rows = ContactPoint.objects.filter(
        customer__public_id=customer_id, kind=ContactKind.EMAIL, marketing=False
    )
    return [row.value for row in rows.order_by("pk")]
