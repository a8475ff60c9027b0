"""How much waits: for the broker, for streams, and for consumers that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.outbox.models import FailureState
from bankcore.outbox.repositories import cursors, events, failures


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many events wait, and for how many seconds the oldest does."""

    waiting: int
    seconds: float


def backlog(*, now: datetime) -> Backlog:
    """Return what waits to be handed to the task queue."""
    return _behind(cursors.TASKS, now)


def streams_backlog(*, now: datetime) -> Backlog:
    """Return what waits to be added to streams."""
    return _behind(cursors.STREAMS, now)


def dead_letters() -> dict[str, int]:
    """Return how many events each consumer was given up on."""
    return failures.count_by_consumer(FailureState.DEAD)


def waiting_retries() -> dict[str, int]:
    """Return how many events each consumer will be told of again after failures."""
    return failures.count_by_consumer(FailureState.WAITING)


def _behind(destination: str, now: datetime) -> Backlog:
    reached, waiting = cursors.behind(destination)
    oldest = events.oldest_after(reached)
    age = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return Backlog(waiting, age)
