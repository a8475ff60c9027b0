"""The annual percentage rate of charge (APR): what a loan costs, with its fees, as one rate.

The rate X at which the present value of what is paid out equals that of what is paid back:
sum of C / (1 + X)^t = sum of D / (1 + X)^s (Directive 2008/48/EC, Annex I, part I). Intervals are
months of a twelfth of a year where they are whole months, else years of 365 days, 366 in leap
years (remark c).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from bankcore.errors import BankError

_PLACES = Decimal("0.000001")
_MOST_STEPS = 200


class NoAnnualPercentageRate(BankError):
    """The customer pays back less than was paid out."""

    code = "no_annual_percentage_rate"
    cure = "Check amounts and fees."


@dataclass(frozen=True, slots=True)
class Flow:
    """What the customer pays (positive) or gets (negative), so many years after the first."""

    years: Fraction
    minor: int


def annual_percentage_rate(flows: Sequence[Flow]) -> Decimal:
    """Return X as a fraction with six places; raises NoAnnualPercentageRate.

    The value of the flows falls and is convex in X when the customer gets money first, so
    Newton's method from zero comes up to the root from below.
    """
    if sum(flow.minor for flow in flows) < 0:
        message = "The customer pays back less than was paid out."
        raise NoAnnualPercentageRate(message)
    with localcontext() as context:
        context.prec = 28
        powers = [(Decimal(f.years.numerator) / f.years.denominator, f.minor) for f in flows]
        rate = Decimal(0)
        for _ in range(_MOST_STEPS):
            step = _step(powers, rate)
            rate += step
            if abs(step) < _PLACES / 1000:
                break
        return rate.quantize(_PLACES)


def years_between(start: date, end: date) -> Fraction:
    """Return the interval as Annex I measures it."""
    months = 12 * (end.year - start.year) + end.month - start.month
    last = monthrange(end.year, end.month)[1]
    if end.day == min(start.day, last):
        return Fraction(months, 12)
    return years_by_calendar(start, end)


def years_by_calendar(start: date, end: date) -> Fraction:
    """Return whole years and, for the rest, days of 365 to the year, or 366 over 29 February."""
    years = end.year - start.year
    if _moved(start, years) > end:
        years -= 1
    since = _moved(start, years)
    return years + Fraction((end - since).days, (_moved(start, years + 1) - since).days)


def _moved(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _step(powers: Sequence[tuple[Decimal, int]], rate: Decimal) -> Decimal:
    value = slope = Decimal(0)
    growth = (1 + rate).ln()
    for years, minor in powers:
        present = minor * (-years * growth).exp()
        value += present
        slope -= years * present / (1 + rate)
    return -value / slope if slope else Decimal(0)
