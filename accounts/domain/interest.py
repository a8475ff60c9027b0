"""Interest terms, and the rate bands that they come to on one day."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Final
from uuid import UUID

from accounts.domain import day_counts
from accounts.domain.day_counts import DayCount
from bankcore.money import Currency, Money

SMALLEST_RATE: Final = Decimal(-1)
LARGEST_RATE: Final = Decimal(10)
ACCRUAL_DECIMALS: Final = 8
"""Accruals are minor units with eight decimals, halves rounded away from zero."""


class Side(IntEnum):
    """Whose money earns: the customer's (credit interest), or the bank's (debit interest).

    The number is the sign with which the side's interest reaches the customer.
    """

    CREDIT = 1
    DEBIT = -1


class TierMethod(StrEnum):
    """What a tier's rate is for: the whole balance, or the slice that lies within the tier."""

    WHOLE = "WHOLE"
    MARGINAL = "MARGINAL"


class Compounding(StrEnum):
    """When interest earns interest: once it is posted, or from the day after it accrued.

    DAILY adds what has accrued since the posting period began to the balance, on days on which
    there is a balance.
    """

    SIMPLE = "SIMPLE"
    DAILY = "DAILY"


class PostingPeriod(StrEnum):
    """At whose end accrued interest is posted: by the calendar, or when a deposit ends."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"
    AT_MATURITY = "AT_MATURITY"


_MONTHS: Final = {
    PostingPeriod.MONTHLY: 1,
    PostingPeriod.QUARTERLY: 3,
    PostingPeriod.YEARLY: 12,
}


@dataclass(frozen=True, slots=True)
class Tier:
    """From so many minor units on, an annual rate: 0.05 is five per cent."""

    from_minor: int
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one side of a product's accounts in one currency bears interest from a day on.

    `tax_rate` is withheld from credit interest. `excess_rate` comes on top of the tier's rate for
    what an account is overdrawn beyond its agreed limit.
    """

    product_id: int
    currency: int
    side: Side
    effective_from: date
    day_count: DayCount
    method: TierMethod
    compounding: Compounding
    posting_period: PostingPeriod
    tiers: tuple[Tier, ...]
    tax_rate: Decimal = Decimal(0)
    excess_rate: Decimal = Decimal(0)

    @property
    def key(self) -> tuple[int, int, Side]:
        """What later terms of the same thing share with these."""
        return self.product_id, self.currency, self.side

    def rate_of(self, minor: int) -> Decimal:
        """Return the rate of the tier that an amount falls into."""
        return next(tier.rate for tier in reversed(self.tiers) if tier.from_minor <= minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One tier on one day. What the day earns on `basis` minor units within the tier is this.

    (base + (basis - offset) * rate + beyond the limit * excess_rate) * numerator / denominator.

    `upper` is where the next tier begins. `compounds_from` is the first day whose interest adds
    to the basis.
    """

    product_id: int
    currency: int
    side: Side
    lower: int
    upper: int | None
    base: Decimal
    offset: int
    rate: Decimal
    excess_rate: Decimal
    numerator: int
    denominator: int
    compounds_from: date | None


def in_force(versions: Sequence[Terms], day: date) -> list[Terms]:
    """Return the terms that hold on a day: of each product, currency and side the latest."""
    latest: dict[tuple[int, int, Side], Terms] = {}
    for terms in sorted(versions, key=lambda terms: terms.effective_from):
        if terms.effective_from <= day:
            latest[terms.key] = terms
    return list(latest.values())


def bands(terms: Terms, day: date) -> Iterator[Band]:
    """Yield the tiers of `terms` as they count on a day; none where the day has no length."""
    part = day_counts.of_day(terms.day_count, day)
    if not part:
        return
    base = Decimal(0)
    marginal = terms.method is TierMethod.MARGINAL
    compounds = terms.compounding is Compounding.DAILY
    for tier, after in pairwise([*terms.tiers, None]):
        assert tier is not None  # noqa: S101 - only the last is None
        yield Band(
            product_id=terms.product_id,
            currency=terms.currency,
            side=terms.side,
            lower=tier.from_minor,
            upper=None if after is None else after.from_minor,
            base=base,
            offset=tier.from_minor if marginal else 0,
            rate=tier.rate,
            excess_rate=terms.excess_rate,
            numerator=part.numerator,
            denominator=part.denominator,
            compounds_from=period_start(terms.posting_period, day) if compounds else None,
        )
        if marginal and after is not None:
            base += (after.from_minor - tier.from_minor) * tier.rate


def period_start(period: PostingPeriod, day: date) -> date:
    """Return the first day of the posting period that a day lies in.

    Raises KeyError for AT_MATURITY, whose period is no calendar's.
    """
    months = _MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def ends_period(period: PostingPeriod, day: date) -> bool:
    """Tell whether a posting period ends with this day."""
    months = _MONTHS.get(period)
    if months is None or day.day != calendar.monthrange(day.year, day.month)[1]:
        return False
    return day.month % months == 0


def month_end_within(first: date, last: date) -> date | None:
    """Return the first month's end between two days, both included, if there is one."""
    day = first
    while day <= last:
        if day.day == calendar.monthrange(day.year, day.month)[1]:
            return day
        day += timedelta(days=1)
    return None


def unposted_since(versions: Sequence[Terms], end: date) -> date:
    """Return the first day not covered by the posting before `end`.

    `versions` are all terms of one product, currency and side. Where there was no posting before,
    it is the day on which the first of them took effect.
    """
    first = min(terms.effective_from for terms in versions)
    day = end.replace(day=1) - timedelta(days=1)
    while day >= first:
        (terms,) = in_force(versions, day)
        if ends_period(terms.posting_period, day):
            return day + timedelta(days=1)
        day = day.replace(day=1) - timedelta(days=1)
    return first


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One side of an account's interest: its terms today, and what is accrued and not posted.

    `accrued` is in major units with as many decimals as accruals have; `own_rate` goes before the
    tiers where there is one.
    """

    side: Side
    currency: Currency
    accrued: Decimal
    terms: Terms
    own_rate: Decimal | None

    @property
    def rates(self) -> str:
        """The rates in words, such as: 1% a year, 1.25% from 5000.00 EUR."""
        if self.own_rate is not None:
            return f"{_percent(self.own_rate)} a year"
        first, *others = self.terms.tiers
        more = [
            f"{_percent(tier.rate)} from {Money(tier.from_minor, self.currency)}" for tier in others
        ]
        return ", ".join([f"{_percent(first.rate)} a year", *more])


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingView:
    """What was posted at the end of a period; credit interest positive, debit interest negative."""

    side: Side
    period_end: date
    gross: Money
    tax: Money
    booked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestView:
    """An account's interest: what runs, up to which day, and what was posted, newest first."""

    account_id: UUID
    currency: Currency
    accrued_to: date | None
    sides: tuple[SideView, ...]
    postings: tuple[PostingView, ...]


def _percent(rate: Decimal) -> str:
    digits = f"{rate * 100:f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}%"
