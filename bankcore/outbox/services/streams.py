"""Bringing events to Redis Streams, on a cursor of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from redis import Redis

from bankcore.db.transactions import use_case
from bankcore.outbox.domain import cloudevents
from bankcore.outbox.domain.delivery import BATCH, MAY_BE_QUEUED
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import cursors, events, streams


@use_case
def stream(*, client: Redis, domains: Sequence[str], length: int, now: datetime) -> int:
    """Add up to 200 placed events to the streams of their domains; returns how many were looked at.

    Each stream keeps about `length` events. Where Redis has lost the end of what it had, it is
    given that again; where it has lost all, the last day. An event is in its stream once.
    """
    cursor = cursors.locked(cursors.STREAMS)
    reached = streams.reached(client)
    start = cursor.position
    if reached is None:
        start = min(start, cursors.before_time(now - MAY_BE_QUEUED))
    elif reached < start:
        start = reached
    batch = events.after(start, limit=BATCH)
    if not batch and start == reached:
        return 0
    last = batch[-1].place if batch else start
    found = [_entry(event) for event in batch if _domain(event) in domains]
    streams.add(client, found, length=length, reached=last)
    cursors.move(cursor, to=last)
    return len(batch)


@use_case
def rewind(*, client: Redis, domains: Sequence[str], position: int) -> int:
    """Let every stream begin anew at a position; returns how many events the relay adds again.

    Groups of consumers stay, with what each has read: one that wants the events again sets itself
    back.
    """
    cursor = cursors.locked(cursors.STREAMS)
    back = min(cursor.position, max(0, position - 1))
    streams.begin_anew(client, domains, after=back)
    cursors.move(cursor, to=back)
    return cursor.position - back


def position_at(moment: datetime) -> int:
    """Return the position of the first event that was placed at a moment or later."""
    return cursors.before_time(moment) + 1


def _domain(event: Event) -> str:
    return event.name.partition(".")[0]


def _entry(event: Event) -> streams.Entry:
    told = cloudevents.envelope(
        event_id=str(event.event_id),
        name=event.name,
        version=event.version,
        subject=event.subject,
        sequence=event.sequence,
        occurred_at=event.occurred_at.isoformat(),
        payload=event.payload,
        source=settings.EVENT_SOURCE,
    )
    return streams.Entry(
        domain=_domain(event),
        position=event.place,
        event=json.dumps(told, ensure_ascii=False, separators=(",", ":")),
    )
