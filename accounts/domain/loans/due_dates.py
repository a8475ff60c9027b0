"""When instalments are due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.domain.loans.conditions import Conditions, Frequency, InvalidLoanConditions


@dataclass(frozen=True, slots=True)
class Period:
    """Interest runs from `start` up to `end`; it is due on `due`, the same day or a later one."""

    start: date
    end: date
    due: date


def periods(
    conditions: Conditions, start: date, *, is_business_day: Callable[[date], bool] | None = None
) -> list[Period]:
    """Return the periods of a loan paid out on `start`.

    Days that a month lacks become its last: 31 January, 28 February, 31 March. Where due dates
    follow business days they move on to the next one, while interest keeps the calendar's day.
    Raises InvalidLoanConditions where the first due date is not after `start`.
    """
    if conditions.first_due is not None and conditions.first_due <= start:
        message = "The first instalment is due after the loan is paid out."
        raise InvalidLoanConditions(message)
    anchor, skipped = (conditions.first_due, 0) if conditions.first_due else (start, 1)
    ends = [
        _after(anchor, number + skipped, conditions) for number in range(conditions.instalments)
    ]
    return _joined(start, ends, conditions, is_business_day or is_weekday)


def more_periods(
    conditions: Conditions,
    count: int,
    *,
    after: date,
    anchor_day: int,
    is_business_day: Callable[[date], bool] | None = None,
) -> list[Period]:
    """Return `count` periods that go on from `after`, due on `anchor_day` of their months."""
    if conditions.frequency.months:
        last = monthrange(after.year, after.month)[1]
        anchor = after.replace(day=min(anchor_day, last))
    else:
        anchor = after
    ends = [_after(anchor, number, conditions, day=anchor_day) for number in range(1, count + 1)]
    return _joined(after, ends, conditions, is_business_day or is_weekday)


def is_weekday(day: date) -> bool:
    """Tell whether the day is Monday to Friday: the calendar of a bank without holidays."""
    return day.weekday() < 5


def _joined(
    start: date, ends: list[date], conditions: Conditions, is_business_day: Callable[[date], bool]
) -> list[Period]:
    found = []
    for end in ends:
        due = end
        while conditions.business_days and not is_business_day(due):
            due += timedelta(days=1)
        found.append(Period(start, end, due))
        start = end
    return found


def _after(anchor: date, count: int, conditions: Conditions, day: int | None = None) -> date:
    if conditions.frequency is Frequency.WEEKLY:
        return anchor + timedelta(weeks=count)
    month = anchor.year * 12 + anchor.month - 1 + count * conditions.frequency.months
    year, month = divmod(month, 12)
    last = monthrange(year, month + 1)[1]
    wanted = last if conditions.end_of_month else day or anchor.day
    return date(year, month + 1, min(wanted, last))
