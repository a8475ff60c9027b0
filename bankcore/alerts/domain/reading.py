"""How many customers a member of staff usually looks at."""

from __future__ import annotations

from typing import Final

# Below this many in an hour nobody is asked; above so many times the usual, somebody is.
FEWEST: Final = 20
TIMES_USUAL: Final = 4


def is_unusual(count: int, *, before: int, hours: int) -> bool:
    """Return whether `count` customers in an hour are many for somebody with this past.

    The past is `before` readings in `hours` hours with any; somebody without one is measured
    against FEWEST alone.
    """
    return count > FEWEST and (not hours or count * hours > TIMES_USUAL * before)
