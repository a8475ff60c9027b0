"""Exceptions in the database."""

from __future__ import annotations

from datetime import timedelta

from bankcore.db.transactions import requires_transaction
from payments.reconciliation.models import ReconException


def get(*, pk: int) -> ReconException | None:
    """Return the exception, or None."""
    return ReconException.objects.filter(pk=pk).first()


@requires_transaction
def get_locked(*, pk: int) -> ReconException | None:
    """Return the exception and keep it so until commit, or None."""
    return ReconException.objects.select_for_update().filter(pk=pk).first()


@requires_transaction
def adjusting_locked() -> list[ReconException]:
    """Return the exceptions that wait for a second person, kept so until commit."""
    waiting = ReconException.objects.select_for_update().filter(state="ADJUSTING")
    return list(waiting.order_by("id"))


@requires_transaction
def save(row: ReconException, *columns: str) -> None:
    """Write these columns."""
    row.save(update_fields=columns)


def opposite(row: ReconException, *, days: int) -> list[ReconException]:
    """Return open exceptions that have on the other side what this one has on its own."""
    near = (row.since - timedelta(days), row.since + timedelta(days))
    others = ReconException.objects.filter(
        network=row.network, currency=row.currency, state="OPEN", since__range=near
    ).exclude(pk=row.pk)
    return list(
        others.filter(ours_minor=row.theirs_minor, theirs_minor=row.ours_minor).order_by("since")
    )
