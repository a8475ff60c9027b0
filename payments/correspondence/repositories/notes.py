"""Notes on customers in the database."""

from __future__ import annotations

from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.correspondence.models import CustomerNote


@requires_transaction
def add(note: CustomerNote) -> None:
    """Add a note."""
    note.save(force_insert=True)


def told(customer_id: UUID) -> list[CustomerNote]:
    """Return every note on a customer, the oldest first."""
    return list(CustomerNote.objects.filter(customer__public_id=customer_id).order_by("id"))


@requires_transaction
def erase(customer_id: UUID) -> int:
    """Remove the notes on a customer who is closed; returns how many."""
    return CustomerNote.objects.filter(customer__public_id=customer_id).delete()[0]
