"""Bringing events to the tasks that subscribed to them: at least once, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bankcore.db.transactions import use_case
from bankcore.outbox.domain.delivery import BATCH, LEASE, MAY_BE_QUEUED, TOGETHER, Message
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import cursors, events, failures, inbox

Send = Callable[..., object]


def deliver(
    *,
    subscriptions: Mapping[str, Sequence[str]],
    send: Send,
    now: datetime,
    remember: Callable[[int], object] = lambda _position: None,
    together: Collection[str] = (),
) -> int:
    """Hand up to 200 waiting events to the broker, in the order of their places; returns how many.

    `send(task name, message)` raises where the broker did not take the message; then all of the
    batch stays waiting and is sent again later, so a task may hear of an event twice. A task of
    `together` is sent up to 50 at once: `send(task name, message, message, …)`.
    `remember(position)` is told how far the broker has been served.

    Places are given in a transaction of their own: what a consumer has been told of an event's
    number is true whatever becomes of the telling.
    """
    place(now=now)
    return _hand_over(subscriptions=subscriptions, send=send, remember=remember, together=together)


@use_case
def place(*, now: datetime) -> int:
    """Give up to 200 events their places: what is committed first comes first; returns how many."""
    return cursors.place(most=BATCH, now=now)


@use_case
def _hand_over(
    *,
    subscriptions: Mapping[str, Sequence[str]],
    send: Send,
    remember: Callable[[int], object],
    together: Collection[str],
) -> int:
    # Held until the commit: relays hand over one after the other, so that order is kept.
    cursor = cursors.locked(cursors.TASKS)
    batch = events.after(cursor.position, limit=BATCH)
    if not batch:
        return 0
    done: set[tuple[str, UUID]] = set()
    if batch[0].place <= cursor.highest:
        ids = [event.event_id for event in batch]
        done = inbox.which(ids) | failures.ended(ids)
    due = [
        (task, event)
        for event in batch
        for task in subscriptions.get(event.name, ())
        if (task, event.event_id) not in done
    ]
    for task, messages in _messages(due, together):
        send(task, *messages)
    last = batch[-1].place
    remember(last)
    cursors.move(cursor, to=last)
    return len(batch)


def _messages(
    due: Sequence[tuple[str, Event]], together: Collection[str]
) -> Iterator[tuple[str, list[Message]]]:
    """Give what each task is told, in the events' order for each of them."""
    several: dict[str, list[Message]] = {}
    for task, event in due:
        if task not in together:
            yield task, [message_of(event)]
            continue
        waiting = several.setdefault(task, [])
        waiting.append(message_of(event))
        if len(waiting) == TOGETHER:
            yield task, several.pop(task)
    yield from several.items()


@use_case
def deliver_again(*, reached: Callable[[], int | None], now: datetime) -> int:
    """Go back to what the broker has forgotten; returns how many events are handed over again.

    `reached()` tells up to which position the broker remembers, None where it knows nothing: then
    it is everything of the last day. Who has handled what is known and not told of it again.
    """
    cursor = cursors.locked(cursors.TASKS)
    known = reached()
    back = cursors.before_time(now - MAY_BE_QUEUED) if known is None else known
    if back >= cursor.position:
        return 0
    cursors.move(cursor, to=back)
    return cursor.position - back


@use_case
def retry_due(*, send: Send, now: datetime) -> int:
    """Hand over again what consumers failed on and whose pause is over; returns how many."""
    due = failures.due(now=now, limit=BATCH)
    for failure in due:
        send(failure.consumer, message_of(failure.event))
    failures.put_off(due, until=now + LEASE)
    return len(due)


def position() -> int:
    """Return up to which position events have been handed to the broker."""
    return cursors.get(cursors.TASKS).position


def wait(*, seconds: float) -> None:
    """Return when there may be more to deliver: on a new event, or after `seconds`."""
    events.wait_for_more(seconds=seconds)


def message_of(event: Event) -> Message:
    """Return what a task is told of an event."""
    return {
        "event_id": str(event.event_id),
        "name": event.name,
        "subject": event.subject,
        "sequence": event.sequence,
        "payload": event.payload,
        "occurred_at": event.occurred_at.isoformat(),
    }
