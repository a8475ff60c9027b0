"""Term deposits: how long they run, what becomes of them, and what breaking one costs."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from accounts.domain import day_counts
from accounts.domain.day_counts import DayCount
from bankcore.money import Money


class MaturityInstruction(StrEnum):
    """What becomes of the money at the end of the term."""

    PAY_OUT = "PAY_OUT"
    RENEW_PRINCIPAL = "RENEW_PRINCIPAL"
    RENEW_WITH_INTEREST = "RENEW_WITH_INTEREST"


class BreakRule(StrEnum):
    """What an early end costs: interest at a lower rate from the start, or days of interest."""

    REDUCED_RATE = "REDUCED_RATE"
    FORFEIT_DAYS = "FORFEIT_DAYS"


class DepositState(StrEnum):
    """Where a deposit stands."""

    ACTIVE = "ACTIVE"
    MATURED = "MATURED"
    RENEWED = "RENEWED"
    BROKEN = "BROKEN"


@dataclass(frozen=True, slots=True)
class Penalty:
    """What an early end costs: a reduced annual `rate`, or so many `days` of interest."""

    rule: BreakRule
    rate: Decimal | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        reduced = self.rule is BreakRule.REDUCED_RATE
        if (self.rate is not None) != reduced or (self.days is not None) == reduced:
            message = "A reduced rate or a number of days, as the rule says."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Term:
    """How long: whole months, or days."""

    months: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.months is None) == (self.days is None) or (self.months or self.days or 0) < 1:
            message = "A term is a number of months or a number of days."
            raise ValueError(message)

    def maturity(self, start: date, is_business_day: Callable[[date], bool]) -> date:
        """Return the last day: where the term ends, or the business day following that."""
        if self.days is not None:
            end = start + timedelta(days=self.days)
        else:
            end = _months_later(start, self.months or 0)
        while not is_business_day(end):
            end += timedelta(days=1)
        return end


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositView:
    """A term deposit as others see it."""

    deposit_id: UUID
    account_id: UUID
    iban: str
    payout_account_id: UUID
    principal: Money
    rate: Decimal
    start: date
    maturity: date
    instruction: MaturityInstruction
    penalty: Penalty
    state: DepositState
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakQuote:
    """What breaking a deposit on a day would come to: `paid_out` is what the customer gets.

    `interest` is what the term so far has earned; `forfeited` is kept back of it, `tax` withheld
    from what remains, and `posted` of it has been paid to the deposit before.
    """

    day: date
    principal: Money
    interest: Money
    forfeited: Money
    tax: Money
    paid_out: Money


def forfeited(
    *, penalty: Penalty, interest: Decimal, principal: int, rate: Decimal, days: DaysHeld
) -> int:
    """Return the minor units of `interest` (minor units) that breaking costs; halves go up.

    Never less than zero and never more than the interest: the principal is the customer's.
    """
    if penalty.rate is not None:
        kept = _exact(principal, penalty.rate) * days.fraction(days.start)
        lost = Fraction(interest) - kept
    else:
        first = max(days.start, days.end - timedelta(days=penalty.days or 0))
        lost = _exact(principal, rate) * days.fraction(first)
    most = int(interest.quantize(Decimal(1), ROUND_HALF_UP))
    return max(0, min(most, int(lost + Fraction(1, 2)) if lost > 0 else 0))


@dataclass(frozen=True, slots=True)
class DaysHeld:
    """The days a deposit has run, by its day count: `start` included, `end` not."""

    count: DayCount
    start: date
    end: date

    def fraction(self, first: date) -> Fraction:
        """Return the part of a year from `first` to the end."""
        return day_counts.year_fraction(self.count, first, self.end)


def _exact(principal: int, rate: Decimal) -> Fraction:
    return principal * Fraction(rate)


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
