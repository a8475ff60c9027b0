"""Figures in words: in full for tables, short for axes and tiles."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bankcore.money import Currency, Money
from reporting.dashboards.domain.figures import Unit

_SHORT: Final = ((1_000_000_000, "bn"), (1_000_000, "m"), (10_000, "k"))
_NONE: Final = "-"


def full(values: tuple[int, ...], unit: Unit, currency: str) -> tuple[str, ...]:
    """Return a place's measures in full; a share is one number of two measures."""
    if unit is Unit.SHARE:
        return (share(values),)
    return tuple(one(value, unit, currency) for value in values)


def one(value: int, unit: Unit | None, currency: str) -> str:
    """Return one number in full: 1,234 or 1,234.50 EUR."""
    if unit is Unit.MONEY:
        amount = Money(value, Currency.of(currency))
        return f"{amount.amount:,f}\N{NO-BREAK SPACE}{currency}"
    return f"{value:,}"


def share(values: tuple[int, ...]) -> str:
    """Return the first of two measures as a part of the second, in percent."""
    part, whole = values
    if not whole:
        return _NONE
    return f"{Decimal(100) * part / whole:.1f}\N{NO-BREAK SPACE}%"


def short(value: Decimal) -> str:
    """Return a number as it stands on an axis: 950, 12k, 1.5m."""
    size = abs(value)
    for least, letter in _SHORT:
        if size >= least:
            by = Decimal(1_000) if letter == "k" else Decimal(least)
            return f"{(value / by).quantize(Decimal('0.1')):,f}".removesuffix(".0") + letter
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value:,.2f}"


def plotted(value: int, unit: Unit, currency: str) -> Decimal:
    """Return a measure as it is drawn: money in whole units of its currency."""
    if unit is Unit.MONEY:
        return Money(value, Currency.of(currency)).amount
    return Decimal(value)


def label(key: str) -> str:
    """Return a key as people read it, without the number by which keys are put in order."""
    number, _, words = key.partition(" ")
    if words and number.isdigit() and len(number) == 1:
        return words
    return key or "none"
