"""Saved payees in the database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from bankcore.crypto import blind_index
from bankcore.db.transactions import requires_transaction
from payments.payees.models import ACCOUNT_INDEX, Payee


def index_of(account: str) -> bytes:
    """Return the blind index that a new row keeps of its account."""
    return blind_index.index_of(account, purpose=ACCOUNT_INDEX)


def of_customer(*, customer: int, limit: int) -> list[Payee]:
    """Return the customer's payees: who was paid last comes first, then who was saved last."""
    found = Payee.objects.filter(customer_id=customer)
    return list(found.order_by(F("last_paid_at").desc(nulls_last=True), "-saved_at", "-id")[:limit])


def of_account(*, customer: int, account: str) -> Payee | None:
    """Return the customer's payee with this account."""
    indexes = blind_index.search_values(account, purpose=ACCOUNT_INDEX)
    return Payee.objects.filter(customer_id=customer, account_index__in=indexes).first()


def get(*, customer: int, public_id: UUID) -> Payee | None:
    """Return the customer's payee with this id, and nobody else's."""
    return Payee.objects.filter(customer_id=customer, public_id=public_id).first()


@requires_transaction
def count(*, customer: int) -> int:
    """Return how many payees the customer has saved."""
    return Payee.objects.filter(customer_id=customer).count()


@requires_transaction
def add(row: Payee) -> None:
    """Add it; raises IntegrityError where the customer has one with this account."""
    row.save(force_insert=True)


@requires_transaction
def save_words(row: Payee) -> None:
    """Save its name and note."""
    row.save(update_fields=("name", "note"))


@requires_transaction
def remove(row: Payee) -> None:
    """Remove it."""
    row.delete()


@requires_transaction
def remove_all(*, customer_id: UUID) -> int:
    """Remove all payees of a customer; returns how many."""
    return Payee.objects.filter(customer__public_id=customer_id).delete()[0]


@requires_transaction
def mark_paid(*, customer: int, account: str, at: datetime) -> None:
    """Note when the customer's payee with this account was paid, if there is one."""
    row = of_account(customer=customer, account=account)
    if row is not None:
        row.last_paid_at = max(at, row.saved_at)
        row.save(update_fields=("last_paid_at",))
