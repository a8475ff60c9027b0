"""Schedules: what is due when. Exact arithmetic, rounded once for each amount.

The level instalment of an annuity over periods with the factors r(1)..r(n) is
P * prod(1 + r) / sum over k of prod(1 + r(j), j > k), which for equal factors is the textbook's
P * r / (1 - (1 + r)^-n). Rounding makes the last instalment differ; where a level instalment that
is smaller or larger by a share of that difference brings the last one closer, it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from accounts.domain.day_counts import year_fraction
from accounts.domain.loans.conditions import Conditions, InterestGrace, Method
from accounts.domain.loans.due_dates import Period

_DIGITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One line of a schedule, in minor units.

    `earned` is the interest that arises in the period, `interest` what is due at its end. With
    `capitalised`, that interest is not asked for but joins the principal on its day.
    """

    number: int
    period_start: date
    period_end: date
    due_date: date
    principal: int
    interest: int
    earned: int
    fee: int = 0
    capitalised: bool = False

    @property
    def payable(self) -> int:
        """What the customer pays on the day."""
        return self.principal + self.fee + (0 if self.capitalised else self.interest)


def plan(
    *,
    principal: int,
    conditions: Conditions,
    periods: Sequence[Period],
    payment: int | None = None,
) -> list[Instalment]:
    """Return the schedule of `principal` minor units over these periods.

    Principal parts sum to the principal and what is capitalised; the last instalment takes what
    rounding left. With `payment` (for LINEAR the part of principal) instalments have that size,
    and periods that are not needed get none.
    """
    found: list[Instalment] = []
    outstanding, waiting = principal, 0
    size = payment
    for index, period in enumerate(periods):
        earned = interest(outstanding, conditions, period)
        if index == _grace(conditions, len(periods)) and size is None:
            size = _size(outstanding, conditions, periods[index:])
        in_grace = index < conditions.interest_grace
        capitalised = in_grace and conditions.interest_grace_rule is InterestGrace.CAPITALISED
        due = 0 if in_grace and not capitalised else earned + waiting
        waiting = waiting + earned if in_grace and not capitalised else 0
        part = 0
        if index + 1 == len(periods):
            part = outstanding
        elif index >= _grace(conditions, len(periods)):
            part = _part(size or 0, earned, outstanding, conditions)
        outstanding += (earned if capitalised else 0) - part
        found.append(
            Instalment(
                number=index + 1,
                period_start=period.start,
                period_end=period.end,
                due_date=period.due,
                principal=part,
                interest=due,
                earned=earned,
                capitalised=capitalised,
            )
        )
        if payment is not None and not outstanding and not waiting:
            break
    return found


def interest(outstanding: int, conditions: Conditions, period: Period) -> int:
    """Return the interest of one period on `outstanding`, in minor units."""
    return to_minor(outstanding * factor(conditions, period), conditions)


def factor(conditions: Conditions, period: Period) -> Fraction:
    """Return the interest of one period on one unit."""
    rate = Fraction(conditions.annual_rate)
    if conditions.equal_periods and _is_whole(conditions, period):
        return rate / conditions.frequency.a_year
    return rate * year_fraction(conditions.day_count, period.start, period.end)


def to_minor(amount: Fraction, conditions: Conditions) -> int:
    """Return the amount in whole minor units, rounded as the loan rounds."""
    with localcontext() as context:
        context.prec = _DIGITS
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return int(exact.to_integral_value(rounding=conditions.rounding.value))


def level_payment(principal: int, conditions: Conditions, periods: Sequence[Period]) -> int:
    """Return the level instalment, in minor units, that pays `principal` back."""
    with localcontext() as context:
        context.prec = _DIGITS
        grown, paid = Decimal(1), Decimal(0)
        for period in periods:
            part = factor(conditions, period)
            growth = 1 + Decimal(part.numerator) / Decimal(part.denominator)
            grown *= growth
            paid = paid * growth + 1
        level = principal * grown / paid
        return int(level.to_integral_value(rounding=conditions.rounding.value))


def with_first(lines: Sequence[Instalment], *, interest: int = 0, fee: int = 0) -> list[Instalment]:
    """Return the schedule with this much more interest and fee in the first line that asks any."""
    found = list(lines)
    first = next((index for index, line in enumerate(found) if line.payable), len(found) - 1)
    line = found[first]
    found[first] = replace(line, interest=line.interest + interest, fee=line.fee + fee)
    return found


def _is_whole(conditions: Conditions, period: Period) -> bool:
    months = conditions.frequency.months
    if not months:
        return (period.end - period.start).days == 7
    between = 12 * (period.end.year - period.start.year) + period.end.month - period.start.month
    if between != months:
        return False
    days = {period.start.day, period.end.day}
    return len(days) == 1 or max(days) > 28


def _grace(conditions: Conditions, count: int) -> int:
    return count - 1 if conditions.method is Method.BULLET else conditions.principal_grace


def _size(outstanding: int, conditions: Conditions, rest: Sequence[Period]) -> int:
    if conditions.method is Method.LINEAR:
        return to_minor(Fraction(outstanding, len(rest)), conditions)
    level = level_payment(outstanding, conditions, rest)
    off = _last(outstanding, level, conditions, rest) - level
    better = level + to_minor(Fraction(off, len(rest)), conditions)
    still_off = _last(outstanding, better, conditions, rest) - better
    return better if abs(still_off) < abs(off) else level


def _last(outstanding: int, level: int, conditions: Conditions, rest: Sequence[Period]) -> int:
    """Return what the last instalment is when the others are `level`."""
    for period in rest[:-1]:
        earned = interest(outstanding, conditions, period)
        outstanding -= _part(level, earned, outstanding, conditions)
    return outstanding + interest(outstanding, conditions, rest[-1])


def _part(size: int, earned: int, outstanding: int, conditions: Conditions) -> int:
    part = size if conditions.method is Method.LINEAR else size - earned
    return max(0, min(part, outstanding))
