"""The clearing houses' own clock: a program of its own reads it apart from the bank's."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)
