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

    UNDOABLE waits too, for a short time in which its payer may take it back: UNDONE.
    BOOKED is in the books; REJECTED was ended by the bank, REFUSED by the books when it was to be
    booked, EXPIRED by time; DECLINED never waited.
    """

    HELD = "HELD"
    READY = "READY"
    UNDOABLE = "UNDOABLE"
    BOOKED = "BOOKED"
    REJECTED = "REJECTED"
    REFUSED = "REFUSED"
    UNDONE = "UNDONE"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"


# What waits for the bank; and what waits at all.
WAITING: Final = frozenset({HeldState.HELD, HeldState.READY})
OPEN: Final = WAITING | {HeldState.UNDOABLE}


class HeldStatus(StrEnum):
    """What a customer is told of it, and nothing more: whom the bank suspects must not hear so."""

    LOOKED_AT = "being_looked_at"
    BOOKED = "booked"
    NOT_MADE = "not_made"
    UNDOABLE = "can_be_undone"
    UNDONE = "undone"


SENTENCES: Final = {
    HeldStatus.LOOKED_AT: "The bank is looking at this payment.",
    HeldStatus.BOOKED: "The payment is booked.",
    HeldStatus.NOT_MADE: "The payment was not made.",
    HeldStatus.UNDOABLE: "The payment is on its way, and can still be undone.",
    HeldStatus.UNDONE: "The payment was undone.",
}
AS_ORDINARY: Final = "It goes as an ordinary payment, not at once."


def status_of(state: HeldState) -> HeldStatus:
    """Return what a customer is told of a payment in this state."""
    if state in WAITING:
        return HeldStatus.LOOKED_AT
    return _TOLD.get(state, HeldStatus.NOT_MADE)


_TOLD: Final = {
    HeldState.BOOKED: HeldStatus.BOOKED,
    HeldState.UNDOABLE: HeldStatus.UNDOABLE,
    HeldState.UNDONE: HeldStatus.UNDONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A held payment as its payer sees it; the same to a program, a page and a webhook.

    `account` is the payee's, where it is known by itself; `refusal` the code by which the books
    refused it; `undo_until` when its payer can no longer take it back, if they ever could.
    """

    held_id: UUID
    kind: MovementKind
    account_id: UUID
    amount: Money
    payee: str
    status: HeldStatus
    held_at: datetime
    request_key: UUID
    transaction_id: int | None = None
    as_ordinary: bool = False
    undo_until: datetime | None = None
    ordered_by: str = ""
    account: str = ""
    credit_account_id: UUID | None = None
    remittance: str = ""
    refusal: str = ""

    @property
    def message(self) -> str:
        """What the payer reads: of an instant payment that no longer goes at once, that too."""
        sentence = SENTENCES[self.status]
        return f"{sentence} {AS_ORDINARY}" if self.as_ordinary else sentence
