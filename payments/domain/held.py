"""Payments that screening has not let go at once: what may become of them, and what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.money import Money
from payments.domain.movements import MovementKind


class HeldState(StrEnum):
    """HELD waits with its money set aside, READY for the payer to come back to the counter.

    BOOKED is in the books; REJECTED was ended by the bank, REFUSED by the books when it was to be
    booked, EXPIRED by time; DECLINED never waited.
    """

    HELD = "HELD"
    READY = "READY"
    BOOKED = "BOOKED"
    REJECTED = "REJECTED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"


WAITING: Final = frozenset({HeldState.HELD, HeldState.READY})


class HeldStatus(StrEnum):
    """What a customer is told of it, and nothing more: whom the bank suspects must not hear so."""

    LOOKED_AT = "being_looked_at"
    BOOKED = "booked"
    NOT_MADE = "not_made"


SENTENCES: Final = {
    HeldStatus.LOOKED_AT: "The bank is looking at this payment.",
    HeldStatus.BOOKED: "The payment is booked.",
    HeldStatus.NOT_MADE: "The payment was not made.",
}
AS_ORDINARY: Final = "It goes as an ordinary payment, not at once."


def status_of(state: HeldState) -> HeldStatus:
    """Return what a customer is told of a payment in this state."""
    if state in WAITING:
        return HeldStatus.LOOKED_AT
    return HeldStatus.BOOKED if state is HeldState.BOOKED else HeldStatus.NOT_MADE


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A held payment as its payer sees it; the same to a program, a page and a webhook."""

    held_id: UUID
    kind: MovementKind
    account_id: UUID
    amount: Money
    payee: str
    status: HeldStatus
    held_at: datetime
    transaction_id: int | None = None
    as_ordinary: bool = False

    @property
    def message(self) -> str:
        """What the payer reads: of an instant payment that no longer goes at once, that too."""
        sentence = SENTENCES[self.status]
        return f"{sentence} {AS_ORDINARY}" if self.as_ordinary else sentence
