"""Every change that a payment and an operation can go through, and what each books.

This page is the whole of it: nothing moves a state but payments.gateway.services.transitions,
which looks here, and docs/gateway/states.md is printed from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from payments.gateway.domain.intents import IntentState as I
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.operations import OperationState as O


class IntentEvent(StrEnum):
    """What happens to a payment."""

    METHOD_GIVEN = "METHOD_GIVEN"
    CONFIRMED = "CONFIRMED"
    CHALLENGED = "CHALLENGED"
    AUTHENTICATED = "AUTHENTICATED"
    HELD = "HELD"
    RELEASED = "RELEASED"
    REFUSED = "REFUSED"
    AUTHORISED = "AUTHORISED"
    CAPTURED = "CAPTURED"
    RETURNED = "RETURNED"
    CANCELED = "CANCELED"
    CONFLICTED = "CONFLICTED"
    RESOLVED = "RESOLVED"


class OperationEvent(StrEnum):
    """What is learnt of an operation: a network's verdict, or that its answer cannot be right."""

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    REVERSED = "REVERSED"
    NOT_SENT = "NOT_SENT"
    RETURNED = "RETURNED"
    CONFLICTED = "CONFLICTED"


_E = IntentEvent

INTENT: Final[dict[tuple[I, IntentEvent], I]] = {
    (I.REQUIRES_PAYMENT_METHOD, _E.METHOD_GIVEN): I.REQUIRES_CONFIRMATION,
    (I.REQUIRES_PAYMENT_METHOD, _E.CANCELED): I.CANCELED,
    (I.REQUIRES_CONFIRMATION, _E.METHOD_GIVEN): I.REQUIRES_CONFIRMATION,
    (I.REQUIRES_CONFIRMATION, _E.CONFIRMED): I.PROCESSING,
    (I.REQUIRES_CONFIRMATION, _E.CHALLENGED): I.REQUIRES_ACTION,
    (I.REQUIRES_CONFIRMATION, _E.HELD): I.REVIEW,
    (I.REQUIRES_CONFIRMATION, _E.REFUSED): I.REQUIRES_PAYMENT_METHOD,
    (I.REQUIRES_CONFIRMATION, _E.CANCELED): I.CANCELED,
    (I.REQUIRES_ACTION, _E.AUTHENTICATED): I.PROCESSING,
    (I.REQUIRES_ACTION, _E.REFUSED): I.REQUIRES_PAYMENT_METHOD,
    (I.REQUIRES_ACTION, _E.CANCELED): I.CANCELED,
    (I.REVIEW, _E.RELEASED): I.PROCESSING,
    (I.REVIEW, _E.REFUSED): I.REQUIRES_PAYMENT_METHOD,
    (I.REVIEW, _E.CANCELED): I.CANCELED,
    (I.PROCESSING, _E.AUTHORISED): I.REQUIRES_CAPTURE,
    (I.PROCESSING, _E.CAPTURED): I.SUCCEEDED,
    (I.PROCESSING, _E.REFUSED): I.REQUIRES_PAYMENT_METHOD,
    (I.PROCESSING, _E.CONFLICTED): I.CONFLICTED,
    (I.REQUIRES_CAPTURE, _E.CAPTURED): I.SUCCEEDED,
    (I.REQUIRES_CAPTURE, _E.CANCELED): I.CANCELED,
    (I.REQUIRES_CAPTURE, _E.CONFLICTED): I.CONFLICTED,
    (I.SUCCEEDED, _E.RETURNED): I.REQUIRES_PAYMENT_METHOD,
    (I.SUCCEEDED, _E.CONFLICTED): I.CONFLICTED,
    (I.CONFLICTED, _E.RESOLVED): I.PROCESSING,
}

_V = OperationEvent
_OPEN: Final[dict[OperationEvent, O]] = {
    _V.APPROVED: O.SUCCEEDED,
    _V.DECLINED: O.DECLINED,
    _V.PENDING: O.PENDING,
    _V.UNKNOWN: O.UNKNOWN,
    _V.REVERSED: O.REVERSED,
    _V.NOT_SENT: O.NOT_SENT,
    _V.CONFLICTED: O.UNKNOWN,
}

OPERATION: Final[dict[tuple[O, OperationEvent], O]] = {
    **{
        (state, event): after
        for state in (O.QUEUED, O.PENDING, O.UNKNOWN)
        for event, after in _OPEN.items()
        if state != after or event is _V.CONFLICTED
    },
    (O.SUCCEEDED, _V.RETURNED): O.RETURNED,
}
"""Of the states that are not final any outcome may be learnt; of those that are, one."""


class Line(StrEnum):
    """A place in the books that an operation moves money on.

    NETWORK is what the network owes the bank (1410 to 1450), or the payer's own account at this
    bank; PAYABLE is what the bank owes the merchant (2400).
    """

    NETWORK = "NETWORK"
    PAYABLE = "PAYABLE"
    FEES = "FEES"
    LOSSES = "LOSSES"


class Side(StrEnum):
    """Of an entry."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


class Part(StrEnum):
    """How much of an operation a leg moves: AMOUNT is COVERED and EXCESS.

    EXCESS is what is taken back of a payment beyond what is left of it, because the merchant has
    refunded it as well: it is the bank's loss until it is fought for.
    """

    AMOUNT = "AMOUNT"
    COVERED = "COVERED"
    EXCESS = "EXCESS"
    FEE = "FEE"


@dataclass(frozen=True, slots=True)
class PostingLeg:
    """One entry to be; a leg whose part is nothing is left out."""

    line: Line
    side: Side
    part: Part


_FEE: Final = (
    PostingLeg(Line.PAYABLE, Side.DEBIT, Part.FEE),
    PostingLeg(Line.FEES, Side.CREDIT, Part.FEE),
)
_TAKEN_BACK: Final = (
    PostingLeg(Line.PAYABLE, Side.DEBIT, Part.COVERED),
    PostingLeg(Line.LOSSES, Side.DEBIT, Part.EXCESS),
    PostingLeg(Line.NETWORK, Side.CREDIT, Part.AMOUNT),
)

POSTINGS: Final[dict[tuple[OperationKind, OperationEvent], tuple[PostingLeg, ...]]] = {
    (OperationKind.CAPTURE, _V.APPROVED): (
        PostingLeg(Line.NETWORK, Side.DEBIT, Part.AMOUNT),
        PostingLeg(Line.PAYABLE, Side.CREDIT, Part.AMOUNT),
        *_FEE,
    ),
    (OperationKind.CAPTURE, _V.RETURNED): _TAKEN_BACK,
    (OperationKind.REFUND, _V.APPROVED): (
        PostingLeg(Line.PAYABLE, Side.DEBIT, Part.AMOUNT),
        PostingLeg(Line.NETWORK, Side.CREDIT, Part.AMOUNT),
        *_FEE,
    ),
    (OperationKind.REFUND, _V.RETURNED): (
        PostingLeg(Line.NETWORK, Side.DEBIT, Part.AMOUNT),
        PostingLeg(Line.PAYABLE, Side.CREDIT, Part.AMOUNT),
    ),
    (OperationKind.CHARGEBACK, _V.APPROVED): (*_TAKEN_BACK, *_FEE),
    (OperationKind.REPRESENTMENT, _V.APPROVED): (
        PostingLeg(Line.NETWORK, Side.DEBIT, Part.AMOUNT),
        PostingLeg(Line.PAYABLE, Side.CREDIT, Part.COVERED),
        PostingLeg(Line.LOSSES, Side.CREDIT, Part.EXCESS),
    ),
}
"""What is booked with a change; a change that is not here books nothing."""


def intent_after(state: I, event: IntentEvent) -> I | None:
    """Return the payment's next state, or None where the event is not allowed in this one."""
    return INTENT.get((state, event))


def operation_after(state: O, event: OperationEvent) -> O | None:
    """Return the operation's next state, or None where the event is not allowed in this one."""
    return OPERATION.get((state, event))
