"""Customers in the database."""

from uuid import UUID

from accounts.models import Customer


def add(customer: Customer) -> Customer:
    """Add a customer."""
    customer.save(force_insert=True)
    return customer


def get(*, public_id: UUID) -> Customer | None:
    """Return the customer with this id."""
    return Customer.objects.filter(public_id=public_id).first()


def known_ids(public_ids: list[UUID]) -> set[UUID]:
    """Return those of these ids that are customers'."""
    found = Customer.objects.filter(public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


def of_user(*, user_id: int) -> Customer | None:
    """Return the customer who logs in as this user."""
    return Customer.objects.filter(user_id=user_id).first()


def add_many(customers: list[Customer]) -> list[Customer]:
    """Add customers, in order."""
    return Customer.objects.bulk_create(customers, batch_size=1_000)
