"""Orders of lists in the database."""

from __future__ import annotations

from datetime import datetime

from bankcore.db.transactions import requires_transaction
from bankcore.exports.domain.terms import State
from bankcore.exports.models import ListExport


@requires_transaction
def add(row: ListExport) -> None:
    """Add an order."""
    row.save(force_insert=True)


@requires_transaction
def save(row: ListExport) -> None:
    """Write an order, file and all."""
    row.save()


@requires_transaction
def lock_waiting(*, export_id: int) -> ListExport | None:
    """Lock an order that still waits; None for any other."""
    rows = ListExport.objects.select_for_update(of=("self",)).filter(state=State.WAITING)
    return rows.filter(pk=export_id).first()


def of_owner(*, export_id: int, owner_id: int) -> ListExport | None:
    """Return an order of somebody's own."""
    return ListExport.objects.filter(pk=export_id, owner_id=owner_id).first()


@requires_transaction
def lock_waiting_of(*, owner_id: int) -> int:
    """Lock what somebody has waiting, and return how many that are."""
    rows = ListExport.objects.select_for_update().filter(owner_id=owner_id, state=State.WAITING)
    return len(rows.values_list("pk", flat=True))


@requires_transaction
def remove_expired(*, now: datetime) -> int:
    """Remove files, and what their lists asked for, that are kept no longer; returns how many."""
    rows = ListExport.objects.filter(state=State.READY, expires_at__lte=now)
    return rows.update(state=State.REMOVED, content=None, query=None)
