"""Events in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bankcore.db import arrays
from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Event, Handled

_FETCHED: Final = 500
# One statement whose text does not depend on how many there are, and so is prepared. Payloads are
# one document: as an array of documents each of their quotation marks would be escaped once more.
_ADD: Final = """
WITH added AS (
  INSERT INTO outbox_event (event_id, name, version, subject, payload, occurred_at)
  SELECT event_id, name, version, subject, payload, occurred_at
  FROM ROWS FROM (
    unnest(%s::uuid[], %s::text[], %s::smallint[], %s::text[], %s::timestamptz[]),
    jsonb_array_elements(%s::jsonb)
  ) WITH ORDINALITY AS happened (event_id, name, version, subject, occurred_at, payload, number)
  ORDER BY number)
SELECT pg_notify('outbox', '')"""


class NewEvent(NamedTuple):
    """An event that is to be added: what `Event` has of it before it has a place."""

    event_id: UUID
    name: str
    version: int
    subject: str
    payload: dict[str, object]
    occurred_at: datetime


@requires_transaction
def add_many(events: Sequence[NewEvent]) -> None:
    """Add events, and wake the relay when the transaction commits."""
    columns: list[Any] = [
        arrays.written(each.event_id for each in events),
        arrays.written(each.name for each in events),
        arrays.written(each.version for each in events),
        arrays.written(each.subject for each in events),
        arrays.written(each.occurred_at for each in events),
        json.dumps([each.payload for each in events]),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, columns)


def after(position: int, *, limit: int) -> list[Event]:
    """Return the events that have the next places, in their order."""
    return list(Event.objects.filter(position__gt=position).order_by("position")[:limit])


def unhandled_before(
    *, consumer: str, names: Sequence[str], subject: str, sequence: int, since: datetime
) -> list[Event]:
    """Return what a consumer should have handled of a subject before one event, and has not.

    That is what comes after the last that it has handled: who handles in order has handled all
    before that. What was placed before `since` counts as handled. At most 500 are returned.
    """
    handled = Handled.objects.filter(consumer=consumer, event_id=OuterRef("event_id"))
    earlier = Event.objects.filter(
        subject=subject, sequence__lt=sequence, name__in=names, placed_at__gte=since
    )
    # From the newest back, which ends at the first that is found, mostly the very first.
    last = earlier.filter(Exists(handled)).order_by("-sequence").values("sequence")[:1]
    after = earlier.filter(sequence__gt=Coalesce(Subquery(last), 0))
    return list(after.order_by("sequence")[:_FETCHED])


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
