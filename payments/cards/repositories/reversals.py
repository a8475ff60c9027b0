"""Stored reversals: oldest first, again and again until acknowledged."""

from __future__ import annotations

from datetime import datetime

from bankcore.db.transactions import requires_transaction
from payments.cards.domain.states import ReversalState
from payments.cards.models import NetworkMessage, StoredReversal


@requires_transaction
def add(reversal: NetworkMessage, stored: StoredReversal) -> None:
    """Store a reversal and the message that it takes back."""
    reversal.save(force_insert=True)
    stored.save(force_insert=True)


@requires_transaction
def claim_due(*, connector: str, now: datetime, limit: int) -> list[StoredReversal]:
    """Return the open reversals whose time has come, oldest first, locked."""
    due = StoredReversal.objects.filter(
        connector=connector, state=ReversalState.OPEN, next_at__lte=now
    )
    due = due.select_related("reversal").select_for_update(skip_locked=True, of=("self",))
    return list(due.order_by("id")[:limit])


@requires_transaction
def note_try(stored: StoredReversal) -> None:
    """Write down that a reversal is sent once more, before a byte is."""
    stored.save(update_fields=["tries", "next_at"])


@requires_transaction
def acknowledge(reversal_id: int, *, at: datetime) -> StoredReversal:
    """End the stored reversal whose 0420 was answered."""
    found = StoredReversal.objects.select_related("message").select_for_update(of=("self",))
    stored = found.get(reversal_id=reversal_id)
    stored.state, stored.acknowledged_at = ReversalState.ACKNOWLEDGED, at
    stored.save(update_fields=["state", "acknowledged_at"])
    return stored


def of_message(message_id: int) -> StoredReversal | None:
    """Return the reversal that takes a message back."""
    return StoredReversal.objects.filter(message_id=message_id).first()


@requires_transaction
def hurry(*, connector: str, at: datetime) -> int:
    """Make every open reversal due: after a connection is made; how many there are."""
    waiting = StoredReversal.objects.filter(connector=connector, state=ReversalState.OPEN)
    return waiting.filter(next_at__gt=at).update(next_at=at)


@requires_transaction
def take_overdue(*, before: datetime, at: datetime) -> list[StoredReversal]:
    """Return the reversals open since `before` or longer that nobody was told of, each once."""
    found = StoredReversal.objects.filter(
        state=ReversalState.OPEN, created_at__lte=before, told_overdue_at=None
    )
    taken = list(found.select_related("reversal").select_for_update(of=("self",)).order_by("id"))
    for stored in taken:
        stored.told_overdue_at = at
        stored.save(update_fields=["told_overdue_at"])
    return taken


def waiting(*, connector: str | None = None) -> list[datetime]:
    """Return since when each open reversal waits, oldest first."""
    found = StoredReversal.objects.filter(state=ReversalState.OPEN)
    if connector is not None:
        found = found.filter(connector=connector)
    return list(found.order_by("created_at").values_list("created_at", flat=True))
