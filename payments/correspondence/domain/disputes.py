"""Disputes of entries that a customer did not want on an account: reasons, states, deadlines.

Directive (EU) 2015/2366 (PSD2): Article 71 gives a customer thirteen months from the debit to tell
the bank of a payment that was not authorised or went wrong; Article 73 has an unauthorised one
refunded by the end of the business day after the bank was told; Article 101 has other complaints
answered within fifteen business days. Direct debits come back by rules of their own
(payments/interbank/domain/collections.py).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.calendars import Calendar
from bankcore.money import Money

LONGEST_WORDS: Final = 2_000
_MONTHS: Final = 13
_UNAUTHORISED_DAYS: Final = 1
_COMPLAINT_DAYS: Final = 15


class DisputeState(StrEnum):
    """WON gives the money back; WITHDRAWN is the customer's own end of it."""

    RECEIVED = "RECEIVED"
    UNDER_REVIEW = "UNDER_REVIEW"
    WON = "WON"
    LOST = "LOST"
    WITHDRAWN = "WITHDRAWN"


NEXT: Final[dict[DisputeState, frozenset[DisputeState]]] = {
    DisputeState.RECEIVED: frozenset(
        {DisputeState.UNDER_REVIEW, DisputeState.WON, DisputeState.LOST, DisputeState.WITHDRAWN}
    ),
    DisputeState.UNDER_REVIEW: frozenset(
        {DisputeState.WON, DisputeState.LOST, DisputeState.WITHDRAWN}
    ),
    DisputeState.WON: frozenset(),
    DisputeState.LOST: frozenset(),
    DisputeState.WITHDRAWN: frozenset(),
}
"""Every change that there is; PostgreSQL has the same table."""

OPEN: Final = (DisputeState.RECEIVED, DisputeState.UNDER_REVIEW)


class DisputeReason(StrEnum):
    """What the customer says is wrong with the entry."""

    NOT_MINE = "NOT_MINE"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    TWICE = "TWICE"
    NOT_RECEIVED = "NOT_RECEIVED"
    OTHER = "OTHER"


class Ground(StrEnum):
    """Why the bank decided as it did: for the customer, or for what is booked."""

    NOT_AUTHORISED = "NOT_AUTHORISED"
    BANKS_MISTAKE = "BANKS_MISTAKE"
    PAID_TWICE = "PAID_TWICE"
    GOODWILL = "GOODWILL"
    AUTHORISED = "AUTHORISED"
    GROSS_NEGLIGENCE = "GROSS_NEGLIGENCE"
    NOTHING_WRONG = "NOTHING_WRONG"
    WITH_THE_PAYEE = "WITH_THE_PAYEE"


FOR_CUSTOMER: Final = (
    Ground.NOT_AUTHORISED,
    Ground.BANKS_MISTAKE,
    Ground.PAID_TWICE,
    Ground.GOODWILL,
)
AGAINST: Final = tuple(each for each in Ground if each not in FOR_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A dispute as the customer sees it. `due_on` is the day by which the bank decides."""

    dispute_id: UUID
    account_id: UUID
    amount: Money
    narrative: str
    booked_on: date
    reason: DisputeReason
    state: DisputeState
    ground: Ground | None
    received_at: datetime
    due_on: date
    thread_id: UUID

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be decided."""
        return self.state in OPEN


def last_day(booked_on: date) -> date:
    """Return the last day on which an entry of this day can be disputed."""
    month = booked_on.month - 1 + _MONTHS
    year, number = booked_on.year + month // 12, month % 12 + 1
    return date(year, number, min(booked_on.day, monthrange(year, number)[1]))


def due_on(reason: DisputeReason, received_on: date) -> date:
    """Return the business day by whose end the bank decides."""
    days = _UNAUTHORISED_DAYS if reason is DisputeReason.NOT_MINE else _COMPLAINT_DAYS
    return Calendar.target().add_business_days(received_on, days)
