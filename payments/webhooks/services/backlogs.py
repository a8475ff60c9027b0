"""How far webhooks are behind: what monitoring watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from payments.webhooks.repositories import backlogs


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits, retries of failing endpoints included; what is due; by how long the oldest is.

    A dispatcher that keeps up leaves `seconds` under two, whatever the endpoints do.
    """

    waiting: int
    due: int
    seconds: float
    failing: int


def backlog(*, now: datetime) -> Backlog:
    """Return how far webhooks are behind."""
    waiting, due, oldest = backlogs.counts(now=now)
    return Backlog(
        waiting=waiting,
        due=due,
        seconds=0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()),
        failing=backlogs.failing(),
    )


def dead_letters() -> int:
    """Return how many deliveries were given up, and nobody has replayed them."""
    return backlogs.dead()
