"""Exchanging one currency for another: orders, quotes, and their arithmetic.

All of it is exact (fractions) until an amount is made, which is rounded once, half up, to the
minor unit of its currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from bankcore.errors import BankError
from bankcore.money import Currency, InvalidAmount, Money
from bankcore.money.parsing import LARGEST_MINOR
from payments.domain.rates import BASE, MidRate


class FixedSide(StrEnum):
    """Which of the two amounts the customer names; the other follows from the rate."""

    SELL = "sell"
    BUY = "buy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeOrder:
    """An exchange between two accounts of one customer.

    `amount` (positive) is in the currency of the account that pays when `fixed` is SELL, of the
    account that receives when it is BUY.
    """

    sell_account_id: UUID
    buy_account_id: UUID
    amount: Money
    fixed: FixedSide = FixedSide.SELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Both amounts of an exchange, and what each is worth in euros at mid.

    What the bank keeps is the difference of the two counter-values.
    """

    sell: Money
    buy: Money
    sell_eur: Money
    buy_eur: Money

    @property
    def margin(self) -> Money:
        """What the bank keeps, in euros; never less than zero."""
        return self.sell_eur - self.buy_eur


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An offer to exchange exactly `sell` for exactly `buy`, until `valid_until`.

    `mid` and `rate` are units of the currency bought for one of the currency sold, for people to
    read; the amounts are what is booked.
    """

    quote_id: UUID
    customer_id: UUID
    sell_account_id: UUID
    buy_account_id: UUID
    fixed: FixedSide
    sell: Money
    buy: Money
    mid: Decimal
    rate: Decimal
    margin: Decimal
    rate_day: date
    quoted_at: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A quote that was executed."""

    transaction_id: int
    quote_id: UUID
    sell_account_id: UUID
    buy_account_id: UUID
    sell: Money
    buy: Money
    booking_date: date
    booked_at: datetime
    replayed: bool = False


class AmountTooSmall(BankError):
    """One side of the exchange rounds to nothing."""

    code = "exchange_too_small"
    cure = "Choose a larger amount."


def price(*, amount: Money, fixed: FixedSide, mid: MidRate, margin: Decimal) -> Priced:
    """Return both amounts of an exchange at mid less `margin` (a share of mid).

    The amount that the customer did not name is rounded half up to its minor unit; where that
    would make the exchange better than mid for the customer, it is the next minor unit the other
    way. Raises AmountTooSmall where an amount or its worth in euros rounds to zero, InvalidAmount
    where one is too large to be booked.
    """
    if fixed is FixedSide.SELL:
        exact = _minor_rate(mid) * amount.minor
        rounded = min(round_half_up(exact * (1 - Fraction(margin))), _floor(exact))
        sell, buy = amount, Money(rounded, mid.buy)
    else:
        exact = Fraction(amount.minor) / _minor_rate(mid)
        rounded = max(round_half_up(exact / (1 - Fraction(margin))), -_floor(-exact))
        sell, buy = Money(rounded, mid.sell), amount
    priced = Priced(
        sell=sell,
        buy=buy,
        sell_eur=worth(sell, mid.sell_rate),
        buy_eur=worth(buy, mid.buy_rate),
    )
    _check(priced)
    return priced


def worth(amount: Money, rate: Decimal) -> Money:
    """Return what the amount is worth in euros at `rate` units of its currency for one euro."""
    euro = Currency.of(BASE)
    scale = Fraction(10) ** (euro.exponent - amount.currency.exponent)
    return Money(round_half_up(amount.minor * scale / Fraction(rate)), euro)


def round_half_up(exact: Fraction) -> int:
    """Return the nearest whole number; from exactly between two, the one further from zero."""
    size = _floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def _minor_rate(mid: MidRate) -> Fraction:
    """Return minor units bought for one minor unit sold."""
    return mid.exact * Fraction(10) ** (mid.buy.exponent - mid.sell.exponent)


def _floor(exact: Fraction) -> int:
    return exact.numerator // exact.denominator


def _check(priced: Priced) -> None:
    every = (priced.sell, priced.buy, priced.sell_eur, priced.buy_eur)
    for amount in every:
        if amount.minor < 1:
            message = f"One side of the exchange is less than can be paid in {amount.currency}."
            raise AmountTooSmall(message, field="amount")
        if amount.minor > LARGEST_MINOR:
            message = "The exchange is larger than this bank can book."
            raise InvalidAmount(message, field="amount")
