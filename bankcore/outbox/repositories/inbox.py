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
  VALUES (%(consumer)s, %(event_id)s, %(now)s)
  ON CONFLICT DO NOTHING RETURNING 1),
settled AS (
  UPDATE outbox_failure SET state = 'DONE', next_at = NULL
  WHERE consumer = %(consumer)s AND event_id = %(event_id)s AND state IN ('WAITING', 'DEAD')
    AND EXISTS (SELECT FROM added))
SELECT count(*) FROM added"""

_FORGET: Final = """
DELETE FROM outbox_handled WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM outbox_handled WHERE handled_at < %(before)s LIMIT %(most)s))"""


@requires_transaction
def add(*, consumer: str, event_id: UUID, now: datetime) -> bool:
    """Note that a consumer has handled an event; False where it had already.

    A transaction that is at the same event is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"consumer": consumer, "event_id": event_id, "now": now})
        return bool(cursor.fetchone()[0])


def has(*, consumer: str, event_id: UUID) -> bool:
    """Return whether a consumer has handled an event."""
    return Handled.objects.filter(consumer=consumer, event_id=event_id).exists()


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
