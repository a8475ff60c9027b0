"""What a consumer fails on: tried again after a pause, then given up and left to staff."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from bankcore import clock
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import SecondTransaction, use_case
from bankcore.errors import BankError
from bankcore.outbox.domain import delivery
from bankcore.outbox.models import Failure, FailureState
from bankcore.outbox.repositories import failures, inbox

logger = logging.getLogger(__name__)

_ACTOR: Final = Actor.system("outbox")
_LOST: Final = "WorkerLost"
_LOST_SENTENCE: Final = "The worker that had it ended before the task did."


class NotGivenUp(BankError):
    """The event is no dead letter of this consumer, or no more."""

    code: ClassVar[str] = "not_given_up"
    cure: ClassVar[str] = "Read the list of dead letters again."
    status: ClassVar[int] = 409


def count(*, consumer: str, event_id: UUID, error: Exception, now: datetime) -> bool:
    """Count a failure and let the event come again later; returns whether it is given up."""
    return _count(
        consumer=consumer,
        event_id=event_id,
        cause=type(error).__name__,
        sentence=_sentence(error),
        is_hopeless=isinstance(error, SecondTransaction),
        is_tried=False,
        now=now,
    )


def count_lost(*, consumer: str, event_id: UUID) -> bool:
    """Count that a worker ended over an event; returns whether it is given up.

    What is given up must not be run: it might end this worker too.
    """
    return _count(
        consumer=consumer,
        event_id=event_id,
        cause=_LOST,
        sentence=_LOST_SENTENCE,
        is_hopeless=False,
        is_tried=True,
        now=clock.now(),
    )


def is_given_up(*, consumer: str, event_id: UUID) -> bool:
    """Return whether an event is a dead letter of this consumer."""
    return failures.is_dead(consumer=consumer, event_id=event_id)


@use_case
def settle(*, consumer: str, event_id: UUID) -> None:
    """End the trouble with an event that turns out to be handled."""
    failures.settle(consumer=consumer, event_id=event_id)


@needs("outbox.replay_dead_letter")
@use_case
def replay(*, failure_id: int, actor: Actor, now: datetime) -> None:
    """Have an event that was given up tried again at once; raises NotGivenUp."""
    failure = _given_up(failure_id)
    failure.state, failure.tries, failure.next_at = FailureState.WAITING, 0, now
    failures.save(failure)
    _record(failure, "replayed", actor=actor, now=now)


@needs("outbox.drop_dead_letter")
@use_case
def drop(*, failure_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Let an event that was given up count as handled by its consumer; raises NotGivenUp.

    `reason` says why nothing is to happen.
    """
    failure = _given_up(failure_id)
    failure.state, failure.reason = FailureState.DROPPED, reason
    failures.save(failure)
    inbox.add(consumer=failure.consumer, event_id=failure.event_id, now=now)
    _record(failure, "dropped", actor=actor, now=now, reason=reason)


@use_case
def _count(
    *,
    consumer: str,
    event_id: UUID,
    cause: str,
    sentence: str,
    is_hopeless: bool,
    is_tried: bool,
    now: datetime,
) -> bool:
    failure = failures.count(
        consumer=consumer, event_id=event_id, cause=cause, sentence=sentence, now=now
    )
    if failure is None:
        return False
    if failure.state == FailureState.DEAD:
        return True
    pause = None if is_hopeless else delivery.pause(tries=failure.tries)
    if pause is None:
        failure.state, failure.next_at = FailureState.DEAD, None
        _record(failure, "given_up", actor=_ACTOR, now=now)
        logger.error("%s: given up after %s tries", failure, failure.tries)
    else:
        # Who counts a lost worker tries the event himself, now.
        next_at = now + (delivery.LEASE if is_tried else pause)
        failure.state, failure.next_at = FailureState.WAITING, next_at
    failures.save(failure)
    return failure.state == FailureState.DEAD


def _given_up(failure_id: int) -> Failure:
    failure = failures.locked(failure_id)
    if failure is None or failure.state != FailureState.DEAD:
        message = f"Dead letter {failure_id} waits for nobody."
        raise NotGivenUp(message)
    return failure


def _record(failure: Failure, what: str, *, actor: Actor, now: datetime, reason: str = "") -> None:
    audit.record(
        actor=actor,
        action=f"outbox.event.{what}",
        subject=f"consumer:{failure.consumer}",
        at=now,
        detail={
            "event_id": str(failure.event_id),
            "cause": failure.cause,
            "tries": failure.tries,
        },
        reason=reason,
    )


def _sentence(error: Exception) -> str:
    """Return what may be kept of an error: no values, for these may be a person's.

    The log line of the failure has more, redacted, under the event's id.
    """
    if isinstance(error, BankError):
        return f"{error.code}: {error.cure}"
    return (type(error).__doc__ or "").strip().partition("\n")[0]
