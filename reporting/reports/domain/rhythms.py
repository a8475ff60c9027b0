"""About which closed days a scheduled report is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

_PERIOD: Final[dict[str, Callable[[date], tuple[int, ...]]]] = {
    "DAILY": lambda day: (day.year, day.month, day.day),
    "MONTHLY": lambda day: (day.year, day.month),
    "QUARTERLY": lambda day: (day.year, (day.month - 1) // 3),
    "YEARLY": lambda day: (day.year,),
}


def due(rhythm: str, closed: Sequence[date], following: date) -> list[date]:
    """Return those of the closed days that end a period of the rhythm, in their order.

    `closed` are business days one after another; `following` is the one that is open after them.
    """
    period = _PERIOD[rhythm]
    days = [*closed, following]
    return [day for day, after in pairwise(days) if period(day) != period(after)]
