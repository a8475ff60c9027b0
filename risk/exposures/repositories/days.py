"""What each day's end found of exposures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bankcore.db.transactions import requires_transaction
from risk.exposures.models import ExposureDay, NamedExposure


def of(*, day: date) -> ExposureDay | None:
    """Return what a day's end found."""
    return ExposureDay.objects.filter(day=day).first()


def trend(*, days: int) -> list[tuple[date, int, int]]:
    """Return day, what is lent or promised, and what of it is covered, the oldest first."""
    rows = ExposureDay.objects.order_by("-day")[:days]
    return [(row.day, row.drawn + row.undrawn, row.covered) for row in rows][::-1]


@requires_transaction
def add_largest(rows: Iterable[NamedExposure]) -> None:
    """Add the largest of a day."""
    NamedExposure.objects.bulk_create(rows)
