"""Days on which banks settle with each other."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays


def is_clearing_day(day: date) -> bool:
    """Tell whether the euro system settles: no weekend, no closing day of T2.

    The closing days are the European Central Bank's, as the `holidays` package lists them.
    """
    return day.weekday() < 5 and day not in _closed(day.year)


def clearing_day_after(day: date, days: int) -> date:
    """Return the `days`-th clearing day after `day`; raises ValueError where that is not later."""
    if days < 1:
        message = "Clearing takes at least a day."
        raise ValueError(message)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_clearing_day(day):
            day += timedelta(days=1)
    return day


@cache
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("ECB", years=year))
