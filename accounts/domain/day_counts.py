"""Day counts: what part of a year lies between two days, exactly.

Sources: 2006 ISDA Definitions, section 4.16; 30/360 US with the end-of-February rule of the
Securities Industry Association's Standard Securities Calculation Methods.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final


class DayCount(StrEnum):
    """A convention; the value is how it is stored."""

    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30E/360"
    ACT_360 = "ACT/360"
    ACT_365F = "ACT/365F"
    ACT_ACT = "ACT/ACT"


def year_fraction(convention: DayCount, start: date, end: date) -> Fraction:
    """Return the part of a year from `start` to `end`; raises ValueError if `end` is earlier."""
    if end < start:
        message = f"{end} is before {start}."
        raise ValueError(message)
    return _FRACTIONS[convention](start, end)


def _thirty_360(start: date, end: date) -> Fraction:
    first, last = start.day, end.day
    if _ends_february(start):
        first = 30
        if _ends_february(end):
            last = 30
    if last == 31 and first >= 30:
        last = 30
    return _thirty(start, min(first, 30), end, last)


def _thirty_e_360(start: date, end: date) -> Fraction:
    return _thirty(start, min(start.day, 30), end, min(end.day, 30))


def _thirty(start: date, first: int, end: date, last: int) -> Fraction:
    months = 12 * (end.year - start.year) + end.month - start.month
    return Fraction(30 * months + last - first, 360)


def _act_act(start: date, end: date) -> Fraction:
    """Count each day as one of its own year's 365 or 366."""
    if start.year == end.year:
        return Fraction((end - start).days, _days_of(start.year))
    opening = Fraction((date(start.year + 1, 1, 1) - start).days, _days_of(start.year))
    closing = Fraction((end - date(end.year, 1, 1)).days, _days_of(end.year))
    return opening + (end.year - start.year - 1) + closing


def _days_of(year: int) -> int:
    return 366 if isleap(year) else 365


def _ends_february(day: date) -> bool:
    return day.month == 2 and (day + timedelta(days=1)).month == 3


_FRACTIONS: Final[Mapping[DayCount, Callable[[date, date], Fraction]]] = MappingProxyType(
    {
        DayCount.THIRTY_360: _thirty_360,
        DayCount.THIRTY_E_360: _thirty_e_360,
        DayCount.ACT_360: lambda start, end: Fraction((end - start).days, 360),
        DayCount.ACT_365F: lambda start, end: Fraction((end - start).days, 365),
        DayCount.ACT_ACT: _act_act,
    }
)
