"""The names that customers go by, for whoever compares them with lists."""

from __future__ import annotations

from uuid import UUID

from accounts.domain.account_movements import NamedCustomer
from accounts.repositories import customer_names


def page(*, after: int, limit: int) -> list[NamedCustomer]:
    """Return customers with their names, in the order in which they came, after this key."""
    return customer_names.page(after=after, limit=limit)


def of(*, customer_id: UUID) -> NamedCustomer | None:
    """Return one customer's names, and None where there is no such customer."""
    return customer_names.of(customer_id=customer_id)


def count(*, after: int) -> int:
    """Return how many customers the page after this key begins."""
    return customer_names.count(after=after)
