"""Deliveries begun anew, and what integrators read of events and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.webhooks.domain.filters import EVERYTHING
from payments.webhooks.domain.states import DeliveryState
from payments.webhooks.models import Delivery, Endpoint, Event
from payments.webhooks.repositories import pages
from payments.webhooks.repositories.events import MEANT, wake

# What is under way is left to whoever holds it.
_AGAIN = f"""
INSERT INTO webhooks_delivery (event_id, endpoint_id, state, tries, next_at)
SELECT v.id, e.id, 'WAITING', 0, %(now)s
FROM webhooks_event v JOIN webhooks_endpoint e ON e.merchant = v.merchant
WHERE v.merchant = %(merchant)s AND e.state <> 'DISABLED'
  AND (%(endpoint)s::bigint IS NULL OR e.id = %(endpoint)s)
  AND (%(event)s::bigint IS NULL OR v.id = %(event)s)
  AND (%(since)s::timestamptz IS NULL OR v.created_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR v.created_at < %(until)s)
  AND (%(named)s OR {MEANT})
ON CONFLICT (event_id, endpoint_id) DO UPDATE
  SET state = 'WAITING', tries = 0, next_at = excluded.next_at, settled_at = NULL
  WHERE webhooks_delivery.lease_until IS NULL"""  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which events go out again: one, or those of a time; to one endpoint, or to all they are for.

    An event and an endpoint that are both named need no filter that means it.
    """

    merchant: str
    endpoint: int | None = None
    event: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@requires_transaction
def send_again(replay: Replay, *, now: datetime) -> int:
    """Have events delivered again from the first try on; returns how many deliveries that is."""
    with connection.cursor() as cursor:
        cursor.execute(
            _AGAIN,
            {
                "merchant": replay.merchant,
                "endpoint": replay.endpoint,
                "event": replay.event,
                "since": replay.since,
                "until": replay.until,
                "named": replay.endpoint is not None and replay.event is not None,
                "now": now,
            },
        )
        count = int(cursor.rowcount)
    if count:
        wake()
    return count


@requires_transaction
def revive(*, endpoint: int, now: datetime) -> int:
    """Have an endpoint's dead letters tried again; returns how many."""
    dead = Delivery.objects.filter(endpoint_id=endpoint, state=DeliveryState.DEAD)
    count = dead.update(state=DeliveryState.WAITING, tries=0, next_at=now, settled_at=None)
    if count:
        wake()
    return count


def event_of(*, merchant: str, object_id: str) -> Event | None:
    """Return a merchant's event, if it has this one."""
    return events_of(merchant=merchant).filter(object_id=object_id).first()


def events_of(
    *,
    merchant: str,
    types: Sequence[str] = (),
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Event]:
    """Return a merchant's events of these types (or filters), with `pending`: still to come."""
    found = Event.objects.filter(merchant=merchant)
    if types and EVERYTHING not in types:
        meant = Q(type__in=types)
        for each in types:
            if each.endswith(".*"):
                meant |= Q(type__startswith=each[:-1])
        found = found.filter(meant)
    if subject:
        found = found.filter(subject=subject)
    return pages.of_time(found, since=since, until=until).annotate(
        pending=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING))
    )


def deliveries_of(
    *,
    endpoint: Endpoint | None = None,
    event: Event | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Delivery]:
    """Return the deliveries to an endpoint, or of an event, with their attempts.

    `since` and `until` are when their events happened; the latter is not among them.
    """
    found = Delivery.objects.select_related("event", "endpoint").prefetch_related("attempts")
    if endpoint is not None:
        found = found.filter(endpoint=endpoint)
    if event is not None:
        found = found.filter(event=event)
    found = pages.of_time(found, since=since, until=until, by="event__created_at")
    if endpoint is not None and (since is not None or until is not None):
        # All its events are its merchant's, whose events of a time have an index.
        found = found.filter(event__merchant=endpoint.merchant)
    return found
