"""What is asked of a second person, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bankcore.money import Money


class State(StrEnum):
    """How far a request has come; PostgreSQL lets through the changes of ALLOWED only."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    EXECUTED = "EXECUTED"


# APPROVED is seen inside the approving transaction only: the effect comes in the same one.
ALLOWED: Final[Mapping[State, frozenset[State]]] = {
    State.REQUESTED: frozenset({State.APPROVED, State.REFUSED, State.EXPIRED}),
    State.APPROVED: frozenset({State.EXECUTED}),
    State.REFUSED: frozenset(),
    State.EXPIRED: frozenset(),
    State.EXECUTED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """Something that takes two people: `kind` names what will be done, in dotted words.

    `payload` is all that the executor will be told, as plain JSON without floats. Without
    `expires_at` the request waits as many days as the setting APPROVAL_DAYS says. Where the
    payload has `before` and `after`, each with the same names, its page shows what would change.

    `amount` is what the limits of those who decide are held against. `parties` are actors, spelt
    such as `user:7`, who gain by it or had a hand in it and so cannot decide on it. `chain` names
    what several requests are about one after another, such as `loan:7`: who made or approved one
    of them cannot decide on a later one.
    """

    kind: str
    subject: str
    payload: Mapping[str, object]
    reason: str
    expires_at: datetime | None = None
    amount: Money | None = None
    parties: tuple[str, ...] = ()
    chain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request as it stands. `maker` and `checker` are actors, spelt such as `user:7`."""

    request_id: int
    kind: str
    subject: str
    payload: Mapping[str, object]
    reason: str
    maker: str
    state: State
    requested_at: datetime
    expires_at: datetime
    checker: str | None
    decided_at: datetime | None
    decision_reason: str
    result: str
    amount: Money | None = None
    parties: tuple[str, ...] = ()
    chain: str = ""
