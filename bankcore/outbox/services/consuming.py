"""How a task handles an event once, however often it is told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, wraps
from typing import Any, Final
from uuid import UUID

from celery.exceptions import Reject
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.module_loading import import_string

from bankcore import clock
from bankcore.db.transactions import joining, use_case
from bankcore.outbox.domain.delivery import INBOX_KEPT
from bankcore.outbox.repositories import events, inbox
from bankcore.outbox.services import failing, working
from bankcore.outbox.services.relay import message_of

logger = logging.getLogger(__name__)

Told = dict[str, Any]
Consumer = Callable[[Told], object]

_FORGET: Final = 10_000


class AlreadyHandled(Exception):
    """Somebody has handled the event: there is nothing to do. Never leaves this module."""


class EarlierGivenUp(Exception):
    """What comes before the event is a dead letter: replay or drop that first."""


def handled(task: Consumer) -> Callable[..., None]:
    """Have a task handle each event once: its one use case notes the event in its transaction.

    Stands below `shared_task`. The effect is kept together with the note of it, or neither is. A
    message may tell of several events: the task is called with each.
    A task that opens a second use case is given up with SecondTransaction: a fault of ours.
    """
    return _consumer(task, _joined)


def handled_after(task: Consumer) -> Callable[..., None]:
    """Have a task handle each event until it has done so once: it is noted when all is done.

    For what reaches outside the database, or is many transactions: killed before its end, the task
    is run again from its beginning, and what it does must bear that by itself. Several events of
    one message are noted together.
    """
    return _consumer(task, _noted_after)


def handled_in_order(task: Consumer) -> Callable[..., None]:
    """As `handled`, and never before what the consumer should have heard of the same subject.

    What is missing is fetched from the outbox and handled first. Where that fails or was given up,
    this event fails with it. A new consumer is so brought up to date on its subjects, for
    INBOX_KEPT back.
    """
    return _consumer(task, _joined, in_order=True)


def forget_handled(*, now: datetime) -> int:
    """Remove notes of events that can never come again; returns how many."""
    total = 0
    while count := _forget(before=now - INBOX_KEPT):
        total += count
    return total


@use_case
def _forget(*, before: datetime) -> int:
    return inbox.forget(before=before, most=_FORGET)


_Way = Callable[[str, Consumer, Told], None]


def _consumer(task: Consumer, way: _Way, *, in_order: bool = False) -> Callable[..., None]:
    name = f"{task.__module__}.{task.__name__}"

    def act(event: Told) -> None:
        if in_order:
            _catch_up(name, event, each=partial(_handle, name, partial(way, name, task)))
        way(name, task, event)

    @wraps(task)
    def run(*events: Told) -> None:
        # A worker that died of an event before could not say so itself.
        if working.was_lost():
            _each(partial(_handle_again, name, act), events)
        elif way is _noted_after and len(events) > 1:
            _all_noted_after(name, task, events)
        else:
            _each(partial(_handle, name, act), events)

    run.way = way.__name__.strip("_")  # type: ignore[attr-defined]  # read by tests
    return run


def _each(handle: Callable[[Told], object], events: Sequence[Told]) -> None:
    """Have every event handled, whatever becomes of another; then raise what one failed with."""
    failed: Exception | None = None
    for event in events:
        try:
            handle(event)
        except Reject:
            raise
        except Exception as error:
            if failed is not None:
                logger.exception("event %s failed too", event["event_id"])
            failed = failed or error
    if failed is not None:
        raise failed


def _handle_again(name: str, act: Callable[[Told], None], event: Told) -> None:
    """Handle an event that a worker may have ended over, unless that happened too often."""
    event_id = _id(event)
    if inbox.has(consumer=name, event_id=event_id):
        return
    if not failing.count_lost(consumer=name, event_id=event_id):
        _handle(name, act, event)


def _all_noted_after(name: str, task: Consumer, events: Sequence[Told]) -> None:
    """Handle events one by one, and note at the end all that are handled."""
    known = inbox.handled_of(consumer=name, event_ids=[_id(event) for event in events])
    done: list[UUID] = []

    def handle(event: Told) -> None:
        if _id(event) in known:
            raise AlreadyHandled
        task(event)
        done.append(_id(event))

    try:
        _each(partial(_handle, name, handle), events)
    finally:
        _note_all(name, done)


def _note_all(name: str, event_ids: Sequence[UUID]) -> None:
    try:
        use_case(inbox.add_many)(consumer=name, event_ids=event_ids, now=clock.now())
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody but the broker knows of them
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        working.put_back(error)


def _catch_up(name: str, event: Told, *, each: Callable[[Told], None]) -> None:
    """Have what comes before an event handled; raises what that raises, or EarlierGivenUp."""
    subscriptions = import_string(settings.OUTBOX_SUBSCRIPTIONS)
    names = [one for one, tasks in subscriptions.items() if name in tasks]
    while missing := events.unhandled_before(
        consumer=name,
        names=names,
        subject=event["subject"],
        sequence=event["sequence"],
        since=clock.now() - INBOX_KEPT,
    ):
        if inbox.has(consumer=name, event_id=_id(event)):
            raise AlreadyHandled
        for earlier in missing:
            if failing.is_given_up(consumer=name, event_id=earlier.event_id):
                message = f"{earlier} comes before, and was given up"
                raise EarlierGivenUp(message)
            each(message_of(earlier))


def _handle(name: str, act: Callable[[Told], None], event: Told) -> None:
    event_id = _id(event)
    try:
        act(event)
    except AlreadyHandled:
        failing.settle(consumer=name, event_id=event_id)
    except Exception as error:
        # A connection that is broken would tell of the failure to nobody.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            failing.count(consumer=name, event_id=event_id, error=error, now=clock.now())
        except (DatabaseError, InterfaceError):
            # Nobody would know that the event is still to be handled, but the broker.
            working.put_back(error)
        raise


def _joined(name: str, task: Consumer, event: Told) -> None:
    note = partial(_note, name, _id(event))
    with joining(note) as joined:
        task(event)
    if not joined.is_done:
        use_case(note)()


def _noted_after(name: str, task: Consumer, event: Told) -> None:
    event_id = _id(event)
    if inbox.has(consumer=name, event_id=event_id):
        raise AlreadyHandled
    task(event)
    use_case(inbox.add)(consumer=name, event_id=event_id, now=clock.now())


def _note(name: str, event_id: UUID) -> None:
    if not inbox.add(consumer=name, event_id=event_id, now=clock.now()):
        raise AlreadyHandled


def _id(event: Told) -> UUID:
    return UUID(str(event["event_id"]))
