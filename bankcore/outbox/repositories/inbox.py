"""Which events each consumer has handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Handled

# In one statement, since every event of the bank pays for it: trouble that there was is over.
_ADD: Final = """
WITH added AS (
  INSERT INTO outbox_handled (consumer, event_id, handled_at)
  SELECT %(consumer)s, id, %(now)s FROM unnest(%(event_ids)s::uuid[]) AS told (id) ORDER BY id
  ON CONFLICT DO NOTHING RETURNING event_id),
settled AS (
  UPDATE outbox_failure f SET state = 'DONE', next_at = NULL
  FROM added a
  WHERE f.consumer = %(consumer)s AND f.event_id = a.event_id AND f.state IN ('WAITING', 'DEAD'))
SELECT count(*) FROM added"""

_FORGET: Final = """
DELETE FROM outbox_handled WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM outbox_handled WHERE handled_at < %(before)s LIMIT %(most)s))"""


@requires_transaction
def add(*, consumer: str, event_id: UUID, now: datetime) -> bool:
    """Note that a consumer has handled an event; False where it had already.

    A transaction that is at the same event is waited for.
    """
    return bool(add_many(consumer=consumer, event_ids=[event_id], now=now))


@requires_transaction
def add_many(*, consumer: str, event_ids: Sequence[UUID], now: datetime) -> int:
    """Note that a consumer has handled events; returns for how many of them it had not."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"consumer": consumer, "event_ids": list(event_ids), "now": now})
        return int(cursor.fetchone()[0])


def has(*, consumer: str, event_id: UUID) -> bool:
    """Return whether a consumer has handled an event."""
    return Handled.objects.filter(consumer=consumer, event_id=event_id).exists()


def handled_of(*, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these events a consumer has handled."""
    found = Handled.objects.filter(consumer=consumer, event_id__in=event_ids)
    return set(found.values_list("event_id", flat=True))


def which(event_ids: Sequence[UUID]) -> set[tuple[str, UUID]]:
    """Return who has handled which of these events."""
    found = Handled.objects.filter(event_id__in=event_ids)
    return set(found.values_list("consumer", "event_id"))


@requires_transaction
def forget(*, before: datetime, most: int) -> int:
    """Remove what was handled before a moment; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"before": before, "most": most})
        return int(cursor.rowcount)
