"""What amounts are worth in the bank's own currency, for whoever compares them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from bankcore.money import Currency, Money
from payments.domain.rates import BASE
from payments.services import rates

_CENT: Final = Decimal("0.01")


def in_base(amount: Money, *, day: date) -> Decimal | None:
    """Return an amount in units of the bank's own currency, to the cent, at the day's mid rate.

    None where no rate was published for the day or the week before it.
    """
    return at_rate(amount, rate_of(amount.currency, day=day))


def rate_of(currency: Currency, *, day: date) -> Fraction | None:
    """Return units of the bank's own currency for one of another, where a rate was published."""
    if currency.code == BASE:
        return Fraction(1)
    try:
        return rates.on(day=day, sell=currency, buy=Currency.of(BASE)).exact
    except rates.RateNotAvailable:
        return None


def at_rate(amount: Money, rate: Fraction | None) -> Decimal | None:
    """Return an amount at such a rate, to the cent; None where there is none."""
    if rate is None:
        return None
    worth = amount.amount * rate.numerator / rate.denominator
    return worth.quantize(_CENT, rounding=ROUND_HALF_EVEN)
