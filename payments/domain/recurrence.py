"""When a standing order is due: the rule, its nominal dates, and the days they are moved to.

Every nominal date is counted from the first, never from the one before, so that a rule for the
31st gives 31 January, 28 February, 31 March.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from itertools import count

from bankcore.calendars import Calendar, Convention
from bankcore.errors import BankError

LARGEST_STEP = 366
_TARGET = Calendar.target()


class InvalidRecurrence(BankError):
    """The rule gives no dates."""

    code = "invalid_recurrence"
    cure = "Correct the field, or leave out what contradicts it."


class Unit(StrEnum):
    """What a rule counts in; ONCE is one future date."""

    ONCE = "ONCE"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """Every `every` units from `start` on, until a date (included) or so many times.

    For months and years, `day_of_month` is the day (31 is the last of any month; without it, the
    day of `start`), or it is the month's last business day. The first date is the first of the
    rule that is not before `start`. Raises InvalidRecurrence.
    """

    start: date
    unit: Unit
    every: int = 1
    day_of_month: int | None = None
    last_business_day: bool = False
    until: date | None = None
    times: int | None = None
    convention: Convention = Convention.FOLLOWING
    calendar: Calendar = _TARGET

    def __post_init__(self) -> None:
        for wrong, field, message in (
            (not 1 <= self.every <= LARGEST_STEP, "every", "The interval is 1 to 366 units."),
            (
                self.day_of_month is not None and not 1 <= self.day_of_month <= 31,
                "day_of_month",
                "The day of the month is 1 to 31.",
            ),
            (
                self._by_month_day and not self._monthly,
                "day_of_month",
                "A day of the month belongs to a rule by months or years.",
            ),
            (
                self.last_business_day and self.day_of_month is not None,
                "day_of_month",
                "It is either a day of the month or its last business day.",
            ),
            (self.times is not None and self.times < 1, "times", "It is due at least once."),
            (
                self.until is not None and self.until < self.start,
                "until",
                "The last date comes before the first.",
            ),
        ):
            if wrong:
                raise InvalidRecurrence(message, field=field)
        if self.nominal(0) is None:
            message = "No date of the rule is within its first and last day."
            raise InvalidRecurrence(message, field="until")

    @property
    def _monthly(self) -> bool:
        return self.unit in {Unit.MONTH, Unit.YEAR}

    @property
    def _by_month_day(self) -> bool:
        return self.last_business_day or self.day_of_month is not None

    def nominal(self, number: int) -> date | None:
        """Return the nominal date with this number (the first is 0), or None after the last."""
        if number >= (1 if self.unit is Unit.ONCE else self.times or number + 1):
            return None
        found = self._in_months(number) if self._monthly else self._in_days(number)
        if found is None or (self.until is not None and found > self.until):
            return None
        return found

    def nominal_dates(self) -> Iterator[date]:
        """Yield every nominal date in order."""
        for number in count():
            found = self.nominal(number)
            if found is None:
                return
            yield found

    def due_dates(self, first: int) -> Iterator[date]:
        """Yield the days on which it is due from the date with this number on."""
        for number in count(first):
            found = self.nominal(number)
            if found is None:
                return
            yield self.due(found)

    def due(self, nominal: date) -> date:
        """Return the day on which what is nominally due on `nominal` is done."""
        return self.calendar.adjust(nominal, self.convention)

    def _in_days(self, number: int) -> date | None:
        step = timedelta(days=self.every * (7 if self.unit is Unit.WEEK else 1))
        try:
            return self.start + number * step
        except OverflowError:
            return None

    def _in_months(self, number: int) -> date | None:
        start = self.start.year * 12 + self.start.month - 1
        in_first_month = self._in_month(start)
        if in_first_month is not None and in_first_month < self.start:
            start += 1
        step = self.every * (12 if self.unit is Unit.YEAR else 1)
        return self._in_month(start + number * step)

    def _in_month(self, month: int) -> date | None:
        year, index = divmod(month, 12)
        if year >= MAXYEAR:
            return None
        last = months.monthrange(year, index + 1)[1]
        if self.last_business_day:
            return self.calendar.last_business_day(date(year, index + 1, last))
        return date(year, index + 1, min(self.day_of_month or self.start.day, last))
