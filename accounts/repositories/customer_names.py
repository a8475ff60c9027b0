"""The names of customers and of companies' owners."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from accounts.domain.account_movements import KnownName, NamedCustomer
from accounts.domain.customer_states import CustomerStatus
from accounts.models import Customer

_GONE = (CustomerStatus.CLOSED, CustomerStatus.DECEASED)


def page(*, after: int, limit: int) -> list[NamedCustomer]:
    """Return customers that the bank still has, in the order in which they came."""
    rows = Customer.objects.filter(id__gt=after).exclude(status__in=_GONE).order_by("id")
    found = rows.select_related("person", "company").prefetch_related("owners", "addresses")
    return [_named(row) for row in found[:limit]]


def of(*, customer_id: UUID) -> NamedCustomer | None:
    """Return a customer's names."""
    row = Customer.objects.filter(public_id=customer_id).first()
    return None if row is None else _named(row)


def count(*, after: int) -> int:
    """Return how many customers there are after this one."""
    return Customer.objects.filter(id__gt=after).exclude(status__in=_GONE).count()


def _named(row: Customer) -> NamedCustomer:
    is_person = row.kind == Customer.Kind.PERSON
    countries = {each.country for each in row.addresses.all() if each.valid_to is None}
    born = None
    try:
        if is_person:
            born = row.person.date_of_birth
            countries.add(row.person.nationality)
    except ObjectDoesNotExist:
        pass  # taken over without a file
    own = KnownName("customer", row.name, is_person, born, tuple(sorted(countries)))
    owners = [
        KnownName("owner", each.name, True, each.date_of_birth, (each.nationality,))  # noqa: FBT003
        for each in row.owners.all()
    ]
    return NamedCustomer(row.pk, row.public_id, (own, *owners))
