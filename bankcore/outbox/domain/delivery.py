"""How events come to their consumers: how many at once, how often again, and when no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Events that one round of the relay places, and hands over.
BATCH: Final = 200
# Events in one message to a task that is told of several at once. A worker ends no message in part:
# few enough that a repeated one costs little.
TOGETHER: Final = 50
# No task stays on a queue for longer, short of a bank whose workers were away for a day: what a
# broker may have forgotten is not older.
MAY_BE_QUEUED: Final = timedelta(days=1)
# After so many failures nobody tries by himself any more.
MOST_TRIES: Final = 6
_FIRST_PAUSE: Final = timedelta(seconds=5)
# A retry whose message is lost comes again after this: longer than the broker's visibility
# time-out, after which it gives a lost worker's task to another (a test compares them).
LEASE: Final = timedelta(minutes=20)
# What is older is never handed over again, so whether it was handled need not be known.
INBOX_KEPT: Final = timedelta(days=30)

Message = dict[str, object]


def stream_of(domain: str) -> str:
    """Return the key of the Redis stream with a domain's events."""
    return f"events:{domain}"


def pause(*, tries: int) -> timedelta | None:
    """Return how long to wait after so many failures: 5 s, then three times as long each time.

    None where it is to be given up.
    """
    if tries >= MOST_TRIES:
        return None
    longer: int = 3 ** (tries - 1)
    return _FIRST_PAUSE * longer
