"""Customers' movements as monitoring keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bankcore.db.transactions import requires_transaction
from risk.crime.models import Flow, FoldedDay

CHUNK = 2_000


@requires_transaction
def add(flows: Iterable[Flow]) -> None:
    """Add movements; those that are here already stay as they are."""
    Flow.objects.bulk_create(flows, batch_size=CHUNK, ignore_conflicts=True)


@requires_transaction
def add_day(*, day: date, movements: int, unrated: int, at: datetime) -> None:
    """Keep that a day's movements are here."""
    FoldedDay.objects.create(day=day, movements=movements, unrated=unrated, folded_at=at)


def is_folded(*, day: date) -> bool:
    """Return whether a day's movements are here."""
    return FoldedDay.objects.filter(day=day).exists()


def last_folded() -> date | None:
    """Return the newest day whose movements are here."""
    return FoldedDay.objects.order_by("-day").values_list("day", flat=True).first()


def counts(*, day: date) -> tuple[int, int]:
    """Return how many movements a day had, and how many of them no rate."""
    found = FoldedDay.objects.filter(day=day).values_list("movements", "unrated").first()
    return found or (0, 0)
