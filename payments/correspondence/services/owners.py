"""Whose threads and files these are: the customers who may see what an id stands for."""

from __future__ import annotations

from uuid import UUID

from payments.correspondence.repositories import threads


def of_thread(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer whose thread it is; nobody's where there is none."""
    found = threads.owner_of(object_id)
    return frozenset() if found is None else frozenset({found})


def of_attachment(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer in whose thread the file is; nobody's where there is none."""
    found = threads.owner_of_attachment(object_id)
    return frozenset() if found is None else frozenset({found})
