"""Bringing events to the tasks that subscribed to them: at least once, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bankcore.db.transactions import use_case
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import events

BATCH = 200
# No task stays on a queue for longer, short of a bank whose workers were away for a day.
_MAY_BE_QUEUED: Final = timedelta(days=1)

Message = dict[str, object]
Send = Callable[[str, Message], object]


@use_case
def deliver(*, subscriptions: Mapping[str, Sequence[str]], send: Send, now: datetime) -> int:
    """Hand up to 200 waiting events to the broker; returns how many.

    `send(task name, message)` raises where the broker did not take the message; then all of the
    batch stays waiting and is sent again later, so a task may hear of an event twice.
    """
    batch = events.claim_waiting(limit=BATCH)
    for event in batch:
        for task in subscriptions.get(event.name, ()):
            send(task, _message(event))
    if batch:
        events.mark_delivered(events=batch, at=now)
    return len(batch)


@use_case
def deliver_again(*, now: datetime) -> int:
    """Let wait what was handed to a broker that has forgotten it; returns how many events.

    That is everything of the last day: which of it was done by then, nobody knows, and a task bears
    being told twice.
    """
    return events.let_wait_again(since=now - _MAY_BE_QUEUED)


def backlog(*, now: datetime) -> tuple[int, float]:
    """Return how many events wait for delivery, and for how many seconds the oldest does."""
    oldest = events.oldest_waiting()
    age = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return events.count_waiting(), age


def wait(*, seconds: float) -> None:
    """Return when there may be more to deliver: on a new event, or after `seconds`."""
    events.wait_for_more(seconds=seconds)


def _message(event: Event) -> Message:
    return {
        "event_id": str(event.event_id),
        "name": event.name,
        "subject": event.subject,
        "payload": event.payload,
        "occurred_at": event.occurred_at.isoformat(),
    }
