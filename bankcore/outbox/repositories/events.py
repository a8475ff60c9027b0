"""Events in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Event


@requires_transaction
def add_many(events: Sequence[Event]) -> None:
    """Add events, and wake the relay when the transaction commits."""
    Event.objects.bulk_create(events)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('outbox', '')")


@requires_transaction
def claim_waiting(*, limit: int) -> list[Event]:
    """Return the oldest events that wait, locked; those another relay holds are passed over."""
    waiting = Event.objects.filter(delivered_at=None).order_by("id")
    return list(waiting.select_for_update(skip_locked=True)[:limit])


@requires_transaction
def mark_delivered(*, events: Sequence[Event], at: datetime) -> None:
    """Note that the broker has taken these events."""
    Event.objects.filter(id__in=[event.pk for event in events]).update(delivered_at=at)


@requires_transaction
def let_wait_again(*, since: datetime) -> int:
    """Let the events wait that were delivered since a moment; returns how many."""
    return Event.objects.filter(delivered_at__gte=since).update(delivered_at=None)


def count_waiting() -> int:
    """Return how many events wait for delivery."""
    return Event.objects.filter(delivered_at=None).count()


def oldest_waiting() -> datetime | None:
    """Return when the oldest event that waits for delivery happened."""
    waiting = Event.objects.filter(delivered_at=None).order_by("id")
    return waiting.values_list("occurred_at", flat=True).first()


def wait_for_more(*, seconds: float) -> None:
    """Return when an event has been written, or after `seconds`."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN outbox")
    for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
        return
