"""Checked names in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min

from bankcore.crypto import blind_index
from bankcore.db.transactions import requires_transaction
from payments.payees.models import PAIR_INDEX, NameCheck


def index_of(asked: str) -> bytes:
    """Return the blind index that a new row keeps of what was asked."""
    return blind_index.index_of(asked, purpose=PAIR_INDEX)


@requires_transaction
def lock(*, customer: int) -> None:
    """Let the checks of one customer come one after another, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"name-checks:{customer}"]
        )


@requires_transaction
def was_asked(*, customer: int, asked: str) -> bool:
    """Tell whether the customer has been answered about this name and account before."""
    indexes = blind_index.search_values(asked, purpose=PAIR_INDEX)
    return NameCheck.objects.filter(
        customer_id=customer, asked_index__in=indexes, is_limited=False
    ).exists()


@requires_transaction
def times_of_new(*, customer: int, since: datetime) -> Sequence[datetime]:
    """Return when the customer first asked about each name and account, from `since` on."""
    found = NameCheck.objects.filter(
        customer_id=customer, asked_at__gte=since, is_limited=False
    ).values("asked_index")
    return list(found.annotate(first=Min("asked_at")).values_list("first", flat=True))


@requires_transaction
def add(row: NameCheck) -> None:
    """Add it."""
    row.save(force_insert=True)


def latest_of(*, request_key: UUID) -> NameCheck | None:
    """Return the last check of the order with this key: what its payer saw before confirming."""
    return NameCheck.objects.filter(request_key=request_key).order_by("-id").first()


def of_customer(*, customer_id: UUID) -> list[NameCheck]:
    """Return all that a customer has asked, oldest first."""
    return list(NameCheck.objects.filter(customer__public_id=customer_id).order_by("id"))


@requires_transaction
def remove_all(*, customer_id: UUID) -> int:
    """Remove all that a customer has asked; returns how many."""
    return NameCheck.objects.filter(customer__public_id=customer_id).delete()[0]
