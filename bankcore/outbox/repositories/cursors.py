"""How far each destination has come."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Max, Min
from django.db.models.functions import Greatest

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Cursor, Event

PLACES: Final = "places"
TASKS: Final = "tasks"
STREAMS: Final = "streams"


@requires_transaction
def locked(name: str) -> Cursor:
    """Return how far a destination has come; whoever else wants to move it waits."""
    return Cursor.objects.select_for_update().get(pk=name)


def get(name: str) -> Cursor:
    """Return how far a destination has come."""
    return Cursor.objects.get(pk=name)


_BEHIND = """
SELECT d.position, p.position - d.position
       + (SELECT count(*) FROM outbox_event e WHERE e.position IS NULL)
FROM outbox_cursor d, outbox_cursor p WHERE d.name = %s AND p.name = %s"""


def behind(name: str) -> tuple[int, int]:
    """Return how far a destination has come, and how many events come after that.

    All of one moment: an event that is given its place between two questions would be in neither
    answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [name, PLACES])
        reached, waiting = cursor.fetchone()
    return int(reached), int(waiting)


@requires_transaction
def move(cursor: Cursor, *, to: int) -> None:
    """Let a destination have come so far, which may be back."""
    Cursor.objects.filter(pk=cursor.pk).update(position=to, highest=Greatest("highest", to))


def before_time(moment: datetime) -> int:
    """Return the position before the first event that was placed at a moment or later."""
    found = Event.objects.filter(placed_at__gte=moment).aggregate(first=Min("position"))
    if found["first"] is not None:
        return int(found["first"]) - 1
    return int(Event.objects.aggregate(last=Max("position"))["last"] or 0)


_PLACE = """
WITH unplaced AS (
  SELECT id, subject, row_number() OVER (ORDER BY id) AS nth,
         row_number() OVER (PARTITION BY subject ORDER BY id) AS nth_of_subject
  FROM (SELECT id, subject FROM outbox_event WHERE position IS NULL ORDER BY id LIMIT %(most)s) w)
UPDATE outbox_event e
SET position = %(last)s + u.nth, placed_at = %(now)s,
    sequence = u.nth_of_subject + coalesce(
      (SELECT max(b.sequence) FROM outbox_event b WHERE b.subject = u.subject), 0)
FROM unplaced u WHERE e.id = u.id"""


@requires_transaction
def place(*, most: int, now: datetime) -> int:
    """Give the oldest events without a place the next ones; returns how many.

    One relay at a time: the lock on the last place given is held until the commit. No publisher
    takes it, or waits for it.
    """
    last = locked(PLACES)
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"most": most, "last": last.position, "now": now})
        count = int(cursor.rowcount)
    if count:
        move(last, to=last.position + count)
    return count
