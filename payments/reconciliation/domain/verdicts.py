"""What comparing two sides finds, item by item and in sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bankcore.money import Money


class Verdict(StrEnum):
    """How our books and the network's file stand to each other over one item.

    MISSING_AT_NETWORK: we have it, the network does not. MISSING_HERE: the other way round.
    DUPLICATE: the network has it more often than we do. DIFFERING: both have it, with other
    amounts. NOT_PAID: advised, and not on the bank statement. NOT_ADVISED: on the statement, and
    nobody has advised it. PAID_DIFFERENTLY: the statement's amount is another.
    """

    MISSING_AT_NETWORK = "MISSING_AT_NETWORK"
    MISSING_HERE = "MISSING_HERE"
    DUPLICATE = "DUPLICATE"
    DIFFERING = "DIFFERING"
    NOT_PAID = "NOT_PAID"
    NOT_ADVISED = "NOT_ADVISED"
    PAID_DIFFERENTLY = "PAID_DIFFERENTLY"


OF_STATEMENT: Final = frozenset({Verdict.NOT_PAID, Verdict.NOT_ADVISED, Verdict.PAID_DIFFERENTLY})
"""The verdicts of comparing a network's advice with the bank statement."""


class ExceptionState(StrEnum):
    """CLEARED has been found to match by a later run; ADJUSTED was booked away by two people."""

    OPEN = "OPEN"
    ADJUSTING = "ADJUSTING"
    CLEARED = "CLEARED"
    ADJUSTED = "ADJUSTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One comparison of a network's day in one currency.

    `ours` and `theirs` are the sums of what was compared, `matched` the sum of what both have
    alike. `difference` is theirs less ours, `explained` the part of it that open exceptions name.
    """

    run_id: int
    network: str
    business_date: date
    currency: str
    version: int
    ours: Money
    theirs: Money
    matched: Money
    items: int
    matched_items: int
    exceptions: int
    difference: Money
    explained: Money

    @property
    def unexplained(self) -> Money:
        """Return the difference that no exception names. It is shown, and never absorbed."""
        return self.difference - self.explained


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    """One thing that does not agree, since when, and who looks after it."""

    exception_id: int
    network: str
    reference: str
    kind: str
    verdict: Verdict
    state: ExceptionState
    ours: Money
    theirs: Money
    since: date
    owner: str

    @property
    def difference(self) -> Money:
        """Return theirs less ours."""
        return self.theirs - self.ours

    def age(self, today: date) -> int:
        """Return for how many days it has been open."""
        return (today - self.since).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Whether what the ledger says a network owes is what the open items add up to.

    Each part is what is due to the bank: `uncleared` was captured and is in no file yet,
    `unadvised` is in a file the network has not answered for, `unpaid` was advised and has not
    come in, `differing` is where the network's amounts differ from ours.
    """

    network: str
    ledger: Money
    uncleared: Money
    unadvised: Money
    unpaid: Money
    differing: Money

    @property
    def unexplained(self) -> Money:
        """Return what the ledger has beyond all that; zero in good books."""
        return self.ledger - self.uncleared - self.unadvised - self.unpaid - self.differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What may be the other side of an exception, and why."""

    reference: str
    amount: Money
    booked_on: date
    why: str
