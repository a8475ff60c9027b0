"""What is done to a payment on a network, and how far it has come."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class OperationKind(StrEnum):
    """Each is one thing that a network is told, or tells."""

    AUTHORISE = "AUTHORISE"
    INCREMENT = "INCREMENT"
    CAPTURE = "CAPTURE"
    VOID = "VOID"
    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"
    REPRESENTMENT = "REPRESENTMENT"


class OperationState(StrEnum):
    """QUEUED is written down and may be on its way; PENDING is with the network, which tells later.

    UNKNOWN waits for an inquiry or a reversal. SUCCEEDED is final but for RETURNED, which takes a
    direct debit back. Whether an operation is cleared and settled is told by those who do that.
    """

    QUEUED = "QUEUED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    NOT_SENT = "NOT_SENT"
    REVERSED = "REVERSED"
    RETURNED = "RETURNED"


MOVES_MONEY: Final = frozenset(
    {
        OperationKind.CAPTURE,
        OperationKind.REFUND,
        OperationKind.CHARGEBACK,
        OperationKind.REPRESENTMENT,
    }
)
"""The kinds that are booked, cleared with the network and settled with the merchant."""

MOST_ATTEMPTS: Final = 3
"""So many networks are tried for one confirmation."""

OPEN: Final = frozenset({OperationState.QUEUED, OperationState.PENDING, OperationState.UNKNOWN})
"""The states of operations whose outcome is still to come: what they reserved stays reserved."""
