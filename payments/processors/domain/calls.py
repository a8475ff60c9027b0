"""How far a call of another processor has come."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final


class CallState(StrEnum):
    """QUEUED is written down; SENT may be on its way, and only asking tells what became of it.

    TAKE_BACK is an authorisation that was approved after the gateway had given it up: it is
    cancelled at the processor until that is done.
    """

    QUEUED = "QUEUED"
    SENT = "SENT"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    TAKE_BACK = "TAKE_BACK"
    ANSWERED = "ANSWERED"
    NOT_SENT = "NOT_SENT"


OPEN: Final = (CallState.SENT, CallState.PENDING, CallState.UNKNOWN, CallState.TAKE_BACK)
"""States in which the processor is asked again."""

FINAL: Final = (CallState.ANSWERED, CallState.NOT_SENT)

ON_ITS_WAY: Final = timedelta(seconds=60)
"""How long a call may be on its way before anybody asks what became of it."""

_LONGEST_PAUSE: Final = timedelta(hours=1)


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: from half a minute, doubled, up to an hour."""
    return min(timedelta(seconds=30) * 2 ** min(tries, 10), _LONGEST_PAUSE)
