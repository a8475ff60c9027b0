"""Calendars of business days, and the conventions that move a date to one.

TARGET is the calendar of the ECB's large-value payment system (closed on Saturdays, Sundays,
1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December). Public holidays of countries
are those of the `holidays` package; a country's weekend is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

import holidays

from bankcore.errors import BankError

TARGET: Final = "TARGET"
_DAY = timedelta(days=1)


class Convention(StrEnum):
    """What becomes of a date that is no business day (the names of ISDA's definitions)."""

    FOLLOWING = "FOLLOWING"
    MODIFIED_FOLLOWING = "MODIFIED_FOLLOWING"
    PRECEDING = "PRECEDING"
    NONE = "NONE"


class UnknownCalendar(BankError):
    """There is no calendar of this name."""

    code = "unknown_calendar"
    cure = "Give TARGET or an ISO 3166 country code such as DE, several joined by +."


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business days of one place, or those that several places have in common."""

    places: frozenset[str]

    @staticmethod
    def target() -> Calendar:
        """Return the calendar of TARGET."""
        return Calendar(frozenset([TARGET]))

    @staticmethod
    def of_country(code: str) -> Calendar:
        """Return the public holidays of the country with this ISO 3166 code, such as DE.

        Raises UnknownCalendar.
        """
        if code not in _countries():
            message = f"There is no calendar of holidays for {code!r}."
            raise UnknownCalendar(message)
        return Calendar(frozenset([code]))

    @staticmethod
    def named(name: str) -> Calendar:
        """Return the calendar of this name, such as TARGET or TARGET+DE; raises UnknownCalendar."""
        places = name.split("+")
        for place in places:
            if place != TARGET:
                Calendar.of_country(place)
        return Calendar(frozenset(places))

    @property
    def name(self) -> str:
        """The places joined by +, TARGET first: `named` reads it back."""
        return "+".join(sorted(self.places, key=lambda place: (place != TARGET, place)))

    def __or__(self, other: Calendar) -> Calendar:
        """Return the calendar closed when either is: a business day of it is one of both."""
        return Calendar(self.places | other.places)

    def is_business_day(self, day: date) -> bool:
        """Tell whether every place is open on this day."""
        return not any(
            day.weekday() in _weekend(place) or day in _closing_days(place, day.year)
            for place in self.places
        )

    def adjust(self, day: date, convention: Convention) -> date:
        """Return the business day that `day` is moved to.

        MODIFIED_FOLLOWING moves forwards unless that leaves the month, then backwards; NONE
        leaves the day as it is. Raises OverflowError at the ends of the calendar of Python.
        """
        if convention is Convention.NONE:
            return day
        if convention is Convention.PRECEDING:
            return self._nearest(day, -_DAY)
        following = self._nearest(day, _DAY)
        if convention is Convention.MODIFIED_FOLLOWING and following.month != day.month:
            return self._nearest(day, -_DAY)
        return following

    def next_business_day(self, day: date) -> date:
        """Return the first business day after `day`."""
        return self._nearest(day + _DAY, _DAY)

    def add_business_days(self, day: date, count: int) -> date:
        """Return the business day that comes `count` business days after `day`, or before it.

        With zero, `day` itself where it is a business day, else the next one.
        """
        if count == 0:
            return self._nearest(day, _DAY)
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = self._nearest(day + step, step)
        return day

    def last_business_day(self, month: date) -> date:
        """Return the last business day of the month that this day is in."""
        first_of_next = (month.replace(day=28) + 4 * _DAY).replace(day=1)
        return self._nearest(first_of_next - _DAY, -_DAY)

    def _nearest(self, day: date, step: timedelta) -> date:
        while not self.is_business_day(day):
            day += step
        return day


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)


@cache
def _closing_days(place: str, year: int) -> frozenset[date]:
    found = (
        holidays.financial_holidays("ECB", years=year)
        if place == TARGET
        else holidays.country_holidays(place, years=year)
    )
    return frozenset(found)


@cache
def _weekend(place: str) -> frozenset[int]:
    """Return the weekdays (Monday is 0) on which the place is closed."""
    return frozenset({5, 6} if place == TARGET else holidays.country_holidays(place).weekend)
