"""Deliveries on their way: taken with a lease, settled by whoever holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.webhooks.domain.states import DeliveryState
from payments.webhooks.models import Attempt, Delivery, EndpointSecret
from payments.webhooks.repositories.events import CHANNEL

# Every endpoint that something waits for is found by one step over the index, however much waits
# for it; each gives its oldest, no more than it may have under way. What another dispatcher is
# taking just now is passed over.
_TAKE = """
WITH RECURSIVE waited_for (endpoint_id) AS (
  (SELECT endpoint_id FROM webhooks_delivery WHERE state = 'WAITING' ORDER BY endpoint_id LIMIT 1)
  UNION ALL
  SELECT (SELECT d.endpoint_id FROM webhooks_delivery d
          WHERE d.state = 'WAITING' AND d.endpoint_id > w.endpoint_id
          ORDER BY d.endpoint_id LIMIT 1)
  FROM waited_for w WHERE w.endpoint_id IS NOT NULL
), due AS MATERIALIZED (
  SELECT d.id FROM waited_for w
  JOIN webhooks_endpoint e ON e.id = w.endpoint_id AND e.state <> 'DISABLED'
  LEFT JOIN unnest(%(busy)s::bigint[], %(under_way)s::bigint[]) AS b (endpoint_id, count)
    ON b.endpoint_id = e.id
  CROSS JOIN LATERAL (
    SELECT id, next_at FROM webhooks_delivery
    WHERE endpoint_id = e.id AND state = 'WAITING' AND next_at <= %(now)s
    ORDER BY next_at, id LIMIT greatest(%(each)s - coalesce(b.count, 0), 0)
    FOR UPDATE SKIP LOCKED
  ) d
  ORDER BY d.next_at, d.id LIMIT %(most)s
), taken AS (
  UPDATE webhooks_delivery d SET tries = tries + 1, lease_until = %(until)s, next_at = %(until)s
  FROM due WHERE d.id = due.id RETURNING d.id, d.event_id, d.endpoint_id, d.tries
), attempt AS (
  INSERT INTO webhooks_attempt (delivery_id, number, started_at, error)
  SELECT t.id, coalesce((SELECT max(number) FROM webhooks_attempt a WHERE a.delivery_id = t.id), 0)
    + 1, %(now)s, ''
  FROM taken t RETURNING id, delivery_id
)
SELECT t.id, a.id, t.tries, e.id, e.url, v.object_id, v.payload
FROM taken t JOIN attempt a ON a.delivery_id = t.id
JOIN webhooks_endpoint e ON e.id = t.endpoint_id JOIN webhooks_event v ON v.id = t.event_id
ORDER BY t.id"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that this dispatcher holds until `until`; its attempt is written already."""

    delivery: int
    attempt: int
    tries: int
    endpoint: int
    url: str
    event_id: str
    payload: bytes
    until: datetime


@requires_transaction
def take(
    *, most: int, each: int, under_way: Mapping[int, int], until: datetime, now: datetime
) -> list[Taken]:
    """Take what is due, `most` in all and `each` for one endpoint with what it has under way.

    A lease is `next_at` as well: where its dispatcher dies, the delivery is due when it lapses.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "most": most,
                "each": each,
                "busy": list(under_way),
                "under_way": list(under_way.values()),
                "until": until,
                "now": now,
            },
        )
        rows = cursor.fetchall()
    return [
        Taken(delivery, attempt, tries, endpoint, url, event_id, bytes(payload), until)
        for delivery, attempt, tries, endpoint, url, event_id, payload in rows
    ]


def secrets_of(*, endpoints: Sequence[int], now: datetime) -> dict[int, list[str]]:
    """Return the secrets of these endpoints that are valid now, the current one first."""
    found: dict[int, list[str]] = {}
    valid = EndpointSecret.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now), endpoint_id__in=endpoints
    )
    for each in valid.order_by("-id"):
        found.setdefault(each.endpoint_id, []).append(each.secret)
    return found


@requires_transaction
def add_answer(
    *, attempt: int, at: datetime, status: int | None, answer: bytes, error: str, taken: timedelta
) -> None:
    """Add to an attempt what came back; its first KiB is kept."""
    Attempt.objects.filter(pk=attempt, answered_at__isnull=True).update(
        answered_at=at,
        status=status,
        answer=answer[:1024],
        error=error[:200],
        milliseconds=int(taken.total_seconds() * 1_000),
    )


@requires_transaction
def mark_delivered(*, delivery: int, at: datetime) -> None:
    """Note that the receiver has it, whoever holds the delivery now."""
    Delivery.objects.filter(pk=delivery).exclude(state=DeliveryState.DELIVERED).update(
        state=DeliveryState.DELIVERED, settled_at=at, lease_until=None
    )


@requires_transaction
def put_off(*, taken: Taken, until: datetime) -> None:
    """Let it wait for its next try, where we still hold it."""
    _held(taken).update(next_at=until, lease_until=None)


@requires_transaction
def give_up(*, taken: Taken, at: datetime) -> bool:
    """Make it a dead letter, where we still hold it; returns whether we did."""
    state = DeliveryState.DEAD
    return _held(taken).update(state=state, settled_at=at, lease_until=None) > 0


@requires_transaction
def give_up_all(*, endpoint: int, at: datetime) -> int:
    """Make dead letters of all that waits for an endpoint; returns how many."""
    return Delivery.objects.filter(endpoint_id=endpoint, state=DeliveryState.WAITING).update(
        state=DeliveryState.DEAD, settled_at=at, lease_until=None
    )


def wait_for_more(*, seconds: float) -> bool:
    """Return whether an event has been recorded; False after `seconds` without one."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
        return True
    return False


def _held(taken: Taken) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=taken.delivery, state=DeliveryState.WAITING, lease_until=taken.until, tries=taken.tries
    )
