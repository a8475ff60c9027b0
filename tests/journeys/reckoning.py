"""What a customer and the bank must have, reckoned by plain arithmetic and nothing of the bank's.

Amounts are minor units. Days count ACT/365 for accounts, and whole months of a loan are twelfths.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import prod

DAY = timedelta(days=1)
GRACE_DAYS = 3
PENALTY = Decimal("0.05")


def half_up(exact: Decimal | Fraction) -> int:
    """Return whole minor units, halves away from zero."""
    return int(Fraction(exact) + Fraction(1, 2) * (1 if exact > 0 else -1))


def eight_decimals(exact: Decimal) -> Decimal:
    """Return what a day earns as it is kept."""
    return exact.quantize(Decimal("1e-8"), ROUND_HALF_UP)


@dataclass
class Account:
    """A balance, and what it earns or owes: annual rates, and at which months' ends it is due."""

    balance: int = 0
    earns: Decimal = Decimal(0)
    owes: Decimal = Decimal(0)
    beyond: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    months: int = 0
    limit: int = 0
    earned: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)
    coming: list[tuple[date, int]] = field(default_factory=list)
    year: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def accrue(self, day: date) -> None:
        """Let one calendar day earn on the balance by value."""
        valued = self.balance - sum(minor for value, minor in self.coming if value > day)
        if valued > 0:
            self.earned += eight_decimals(valued * self.earns / 365)
        elif valued < 0:
            excess = max(-valued - self.limit, 0)
            self.owed += eight_decimals((-valued * self.owes + excess * self.beyond) / 365)

    def is_due(self, day: date) -> bool:
        """Tell whether interest is posted at the end of this calendar day."""
        return bool(self.months) and (day + DAY).day == 1 and day.month % self.months == 0

    def post(self, *, booked: date, value: date) -> int:
        """Post what is earned and owed; returns the bank's income of it."""
        gross, charged = half_up(self.earned), half_up(self.owed)
        withheld = half_up(gross * self.tax)
        self.earned -= gross
        self.owed -= charged
        self.balance += gross - withheld - charged
        self.coming.append((value, gross - withheld - charged))
        for at, minor in enumerate((gross, withheld, charged)):
            self.year[booked.year][at] += minor
        return charged - gross


@dataclass
class Line:
    """An instalment: interest runs from `start` to `end`, and is due on `due`."""

    start: date
    end: date
    due: date
    principal: int
    interest: int
    earned: int
    penalty: int = 0
    exact: Decimal = Decimal(0)
    paid: bool = False

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.penalty


def annuity(owed: int, rate: Fraction, periods: list[tuple[date, date, date]]) -> list[Line]:
    """Return an annuity: whole months bear a twelfth of the rate, a first part its 30E/360 days.

    The level instalment is P / sum(1 / ((1 + r1)...(1 + rk))), in whole minor units; where moving
    it by its share of what rounding leaves brings the last one closer to it, it is moved.
    """
    parts = [rate * _months(start, end) for start, end, _ in periods]
    worth = sum(1 / prod(1 + each for each in parts[:count]) for count in range(1, len(parts) + 1))
    level = half_up(owed / worth)
    off = _paid_by(owed, level, parts)[-1].total() - level
    moved = level + half_up(Fraction(off, len(parts)))
    if abs(_paid_by(owed, moved, parts)[-1].total() - moved) < abs(off):
        level = moved
    return [
        Line(*period, each.principal, each.interest, each.interest)
        for period, each in zip(periods, _paid_by(owed, level, parts), strict=True)
    ]


@dataclass
class _Split:
    principal: int
    interest: int

    def total(self) -> int:
        return self.principal + self.interest


def _paid_by(owed: int, level: int, parts: list[Fraction]) -> list[_Split]:
    found = []
    for part in parts:
        interest = half_up(owed * part)
        principal = owed if len(found) + 1 == len(parts) else level - interest
        owed -= principal
        found.append(_Split(principal, interest))
    return found


def _months(start: date, end: date) -> Fraction:
    if start.day == end.day:
        return Fraction(12 * (end.year - start.year) + end.month - start.month, 12)
    months = 12 * (end.year - start.year) + end.month - start.month
    return Fraction(30 * months + min(end.day, 30) - min(start.day, 30), 360)


def monthly(first: date, count: int, due) -> list[tuple[date, date, date]]:
    """Return `count` months from `first` on, each with the day on which it is due."""
    months = [first.year * 12 + first.month - 1 + each for each in range(count + 1)]
    days = [date(each // 12, each % 12 + 1, first.day) for each in months]
    return [(start, end, due(end)) for start, end in pairwise(days)]


@dataclass
class Loan:
    """A loan's instalments, and what of its principal is owed."""

    owed: int = 0
    lines: list[Line] = field(default_factory=list)
    earned_before: int = 0
    paid: int = 0

    def due(self, day: date) -> list[Line]:
        """Return the unpaid instalments that are due by a day."""
        return [line for line in self.lines if line.due <= day and not line.paid]

    def pay(self, line: Line) -> int:
        """Pay an instalment; returns what that took."""
        line.paid = True
        self.owed -= line.principal
        self.paid += line.total
        return line.total

    def charge(self, day: date) -> int:
        """Charge one day's penalty on what is late beyond the days of grace."""
        charged = 0
        for line in self.due(day):
            if line.due + GRACE_DAYS * DAY < day:
                line.exact += eight_decimals((line.principal + line.interest) * PENALTY / 365)
                charged += half_up(line.exact) - line.penalty
                line.penalty = half_up(line.exact)
        return charged

    def earned(self, day: date) -> int:
        """Return all interest earned by a day, evenly over each period's days."""
        return self.earned_before + sum(self.earned_of(line, day) for line in self.lines)

    @staticmethod
    def earned_of(line: Line, day: date) -> int:
        """Return the interest that an instalment's period has earned by a day."""
        length = (line.end - line.start).days
        days = min(max((day - line.start).days, 0), length)
        return half_up(Fraction(line.earned * days, length))

    def running(self, day: date) -> int:
        """Return the interest that is earned and not yet in an instalment that is due."""
        return sum(self.earned_of(line, day) for line in self.lines if line.due > day)
