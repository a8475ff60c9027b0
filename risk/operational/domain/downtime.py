"""For how long the bank was not ready, by how it found itself once a minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

EVERY: Final = timedelta(minutes=1)
# A look that comes late is no outage; one that does not come for longer is.
_PATIENCE: Final = timedelta(minutes=3)


def minutes(looks: Sequence[tuple[datetime, bool]]) -> int | None:
    """Return the whole minutes between the first look and the last in which it was not ready.

    From a look that found it not ready until the next; and from one minute after a look until the
    next, where that is more than three minutes away: nobody was there to look. None with fewer
    than two looks.
    """
    if len(looks) < 2:
        return None
    lost = timedelta()
    for (at, was_ready), (following, _) in pairwise(looks):
        gap = following - at
        if not was_ready:
            lost += gap
        elif gap > _PATIENCE:
            lost += gap - EVERY
    return lost // EVERY
