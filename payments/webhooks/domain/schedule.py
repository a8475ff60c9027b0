"""When a delivery is tried again (Standard Webhooks 1.0.0, "Retry policy").

The waits follow one another: the tenth and last try is made some 76 hours after the first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

# A number from 0 up to 1, such as random.random.
Jitter = Callable[[], float]

_MINUTE, _HOUR = 60, 3_600
WAITS: Final = (
    *(0, 5, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR),
    *(5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)
# A wait is up to a tenth shorter or longer: receivers that were away together are not called so.
_SPREAD: Final = 0.1
_LONGEST_ASKED: Final = 24 * _HOUR

# How long an endpoint may fail without one success before it is stopped.
PATIENCE: Final = timedelta(hours=72)


def next_wait(*, tries: int, asked: float | None, jitter: Jitter) -> timedelta | None:
    """Return how long to wait after so many failed tries, or None where none is left.

    `asked` is the seconds that the receiver's Retry-After named: it makes the wait longer, by a day
    at most, and never shorter.
    """
    if tries >= len(WAITS):
        return None
    seconds = WAITS[tries] * (1 - _SPREAD + 2 * _SPREAD * jitter())
    return timedelta(seconds=max(seconds, min(asked or 0.0, _LONGEST_ASKED)))
