"""Day counts: what part of a year lies between two dates, as an exact fraction.

Names and rules follow ISDA's 2006 Definitions, section 4.16. A day's own part of the year is
`of_day`: the part between it and the day after. For the actual counts the days of a month add up
to the month. For the 30/360 counts, where every month has 30 days, that leaves these days apart:
the 31st has 0, and the last day of February has 3 (2 in a leap year), so that the days of every
month add up to 30/360.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class DayCount(StrEnum):
    """How days become a part of a year."""

    THIRTY_360_US = "30/360_US"
    THIRTY_E_360 = "30E/360"
    ACT_360 = "ACT/360"
    ACT_365F = "ACT/365F"
    ACT_ACT_ISDA = "ACT/ACT_ISDA"


def year_fraction(count: DayCount, start: date, end: date) -> Fraction:
    """Return the part of a year from `start` (included) to `end` (not included).

    Raises ValueError where `end` comes before `start`.
    """
    if end < start:
        message = f"{end} comes before {start}."
        raise ValueError(message)
    if count is DayCount.ACT_360:
        return Fraction((end - start).days, 360)
    if count is DayCount.ACT_365F:
        return Fraction((end - start).days, 365)
    if count is DayCount.ACT_ACT_ISDA:
        return _actual_actual(start, end)
    first, last = (_us_days if count is DayCount.THIRTY_360_US else _european_days)(start, end)
    months = 12 * (end.year - start.year) + end.month - start.month
    return Fraction(30 * months + last - first, 360)


def of_day(count: DayCount, day: date) -> Fraction:
    """Return one day's part of a year, such that the days of a month add up to the month.

    For the 30/360 counts it is how far the day moves a calendar whose months all have 30 days:
    `year_fraction` itself, asked day by day, would lose or gain days at a month's end.
    """
    after = day + timedelta(days=1)
    if count not in {DayCount.THIRTY_360_US, DayCount.THIRTY_E_360}:
        return year_fraction(count, day, after)
    return Fraction(_days_of_360(after) - _days_of_360(day), 360)


def _days_of_360(day: date) -> int:
    """Return the day's number where every month has 30 days.

    A 31st has the number of the first that follows it, and so no length of its own.
    """
    return 360 * day.year + 30 * (day.month - 1) + day.day - 1


def _actual_actual(start: date, end: date) -> Fraction:
    """Days that lie in a leap year count by 366, the others by 365."""
    total = Fraction(0)
    for year in range(start.year, end.year + 1):
        first = max(start, date(year, 1, 1))
        last = end if year == end.year else date(year + 1, 1, 1)
        total += Fraction((last - first).days, 366 if calendar.isleap(year) else 365)
    return total


def _european_days(start: date, end: date) -> tuple[int, int]:
    return min(start.day, 30), min(end.day, 30)


def _us_days(start: date, end: date) -> tuple[int, int]:
    """Count by the bond basis with its February rule: a month's last day is its 30th."""
    first, last = start.day, end.day
    if _ends_february(start):
        if _ends_february(end):
            last = 30
        first = 30
    if last == 31 and first >= 30:
        last = 30
    return min(first, 30), last


def _ends_february(day: date) -> bool:
    return day.month == 2 and day.day == calendar.monthrange(day.year, 2)[1]
