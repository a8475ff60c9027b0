"""Events in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Event, Handled


@requires_transaction
def add_many(events: Sequence[Event]) -> None:
    """Add events, and wake the relay when the transaction commits."""
    Event.objects.bulk_create(events)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('outbox', '')")


def after(position: int, *, limit: int) -> list[Event]:
    """Return the events that have the next places, in their order."""
    return list(Event.objects.filter(position__gt=position).order_by("position")[:limit])


def get_many(event_ids: Sequence[UUID]) -> dict[UUID, Event]:
    """Return events by their id."""
    return {each.event_id: each for each in Event.objects.filter(event_id__in=event_ids)}


def unhandled_before(
    *, consumer: str, names: Sequence[str], subject: str, sequence: int, since: datetime
) -> list[Event]:
    """Return what a consumer should have handled of a subject before one event, and has not.

    What was placed before `since` counts as handled.
    """
    handled = Handled.objects.filter(consumer=consumer, event_id=OuterRef("event_id"))
    earlier = Event.objects.filter(
        subject=subject, sequence__lt=sequence, name__in=names, placed_at__gte=since
    )
    return list(earlier.filter(~Exists(handled)).order_by("sequence"))


def count_unplaced() -> int:
    """Return how many events have no place yet."""
    return Event.objects.filter(position=None).count()


def oldest_after(position: int) -> datetime | None:
    """Return when the oldest event happened that comes after a position or has none yet."""
    placed = Event.objects.filter(position__gt=position).order_by("position")
    unplaced = Event.objects.filter(position=None).order_by("id")
    for waiting in (placed, unplaced):
        found = waiting.values_list("occurred_at", flat=True).first()
        if found is not None:
            return found
    return None


def wait_for_more(*, seconds: float) -> None:
    """Return when an event has been written, or after `seconds`."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN outbox")
    for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
        return
