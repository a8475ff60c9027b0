"""Events and whom they are for, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from bankcore.db.transactions import requires_transaction
from payments.webhooks.models import Delivery, Endpoint, Event

CHANNEL = "webhooks"

# `_` is a character of names, not a wildcard; `*` stands at the end alone.
MEANT = r"""EXISTS (SELECT FROM unnest(e.enabled_events) AS f
  WHERE v.type LIKE replace(replace(f, '_', '\_'), '*', '%%'))"""

_ADD = f"""
WITH v AS (
  INSERT INTO webhooks_event (object_id, merchant, type, subject, sequence, payload, created_at)
  VALUES (%(object_id)s, %(merchant)s, %(type)s, %(subject)s, %(sequence)s, %(payload)s,
          %(created_at)s)
  RETURNING id, merchant, type
), told AS (
  INSERT INTO webhooks_delivery (event_id, endpoint_id, state, tries, next_at)
  SELECT v.id, e.id, 'WAITING', 0, %(due)s
  FROM v JOIN webhooks_endpoint e ON e.merchant = v.merchant
  WHERE e.state <> 'DISABLED' AND {MEANT}
  RETURNING 1
)
SELECT v.id, (SELECT count(*) FROM told) FROM v"""  # noqa: S608 - of constants

# One round trip, and still two statements: the second sees what was committed while it waited.
_LOCKED_THEN_NEXT = sql.SQL("""
SELECT pg_advisory_xact_lock(hashtextextended({key}, 0));
SELECT coalesce(max(sequence), 0) + 1 FROM webhooks_event WHERE subject = {subject}""")


@requires_transaction
def lock_subject(*, subject: str) -> None:
    """Let others who tell of this subject wait for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"webhooks:{subject}"]
        )


def is_there(*, object_id: str) -> bool:
    """Return whether there is an event of this id."""
    return Event.objects.filter(object_id=object_id).exists()


def newest() -> int:
    """Return the key of the newest event; 0 where there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def after(*, pk: int, limit: int) -> list[Event]:
    """Return events of all owners with greater keys, the oldest first."""
    return list(Event.objects.filter(pk__gt=pk).order_by("pk")[:limit])


@requires_transaction
def next_sequence(*, subject: str) -> int:
    """Return the number of the subject's next event; others who ask wait for this transaction."""
    asked = _LOCKED_THEN_NEXT.format(
        key=sql.Literal(f"webhooks:{subject}"), subject=sql.Literal(subject)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked.as_string(connection.connection))
        cursor.nextset()
        found: tuple[int] = cursor.fetchone()
    return found[0]


@requires_transaction
def add(event: Event, *, due: datetime) -> int:
    """Add an event and what is to be delivered of it; returns to how many endpoints.

    Where there are any, the dispatcher is woken when the transaction commits.
    """
    values: dict[str, Any] = {
        "object_id": event.object_id,
        "merchant": event.merchant,
        "type": event.type,
        "subject": event.subject,
        "sequence": event.sequence,
        "payload": bytes(event.payload),
        "created_at": event.created_at,
        "due": due,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        event.pk, told = cursor.fetchone()
    count = int(told)
    if count:
        wake()
    return count


@requires_transaction
def add_for(event: Event, *, endpoint: Endpoint, due: datetime) -> None:
    """Add an event that is for one endpoint."""
    event.save(force_insert=True)
    Delivery(event=event, endpoint=endpoint, next_at=due).save(force_insert=True)
    wake()


@requires_transaction
def wake() -> None:
    """Wake the dispatchers when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
