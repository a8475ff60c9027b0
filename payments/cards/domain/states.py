"""How far a message has come on its way to a network and back."""

from __future__ import annotations

from enum import StrEnum


class MessageState(StrEnum):
    """SENT is written before a byte is: a message that may have left is never taken for QUEUED.

    ABANDONED never left; TIMED_OUT may have been acted on, and is taken back.
    """

    QUEUED = "QUEUED"
    SENT = "SENT"
    ANSWERED = "ANSWERED"
    TIMED_OUT = "TIMED_OUT"
    ABANDONED = "ABANDONED"


class ReversalState(StrEnum):
    """Only the network's acknowledgement ends a stored reversal."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"


class InboundState(StrEnum):
    """What was done with a message that answered nothing we were waiting for.

    NOTED says of an advice that it changed nothing here.
    """

    APPLIED = "APPLIED"
    NOTED = "NOTED"
    DUPLICATE = "DUPLICATE"
    LATE = "LATE"
    UNMATCHED = "UNMATCHED"
