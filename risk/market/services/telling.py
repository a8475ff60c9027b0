"""What a day came to, in figures and in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Final

from bankcore.money import Money
from risk.market.models import CurrencyDay
from risk.market.repositories import results
from risk.market.services.limits import EURO

_TREND_DAYS: Final = 250
# As the methods are called in domain/tail_risk.py, which needs numpy.
_CHOSEN: Final = ("FILTERED", 99)
_CENTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a day's end found; None where it has not been measured, or could not be."""

    day: date
    gross: Money | None
    value_at_risk: Money | None
    expected_shortfall: Money | None
    shortfall_975: Money | None
    components: tuple[tuple[str, Money], ...]
    exceptions: int
    zone: str
    exchange_capital: Money | None
    value_loss: Money | None
    scenario: str
    income_loss: Money | None
    tier_one: Money | None
    is_outlier: bool
    breaches: int


def figures_of(*, day: date) -> DayFigures:
    """Return what a day's end found."""
    currencies, rates = results.currency_day(day=day), results.rate_day(day=day)
    figure = (
        results.value_at_risk(currencies, method=_CHOSEN[0], percent=_CHOSEN[1])
        if currencies
        else None
    )
    return DayFigures(
        day=day,
        gross=_euros(currencies, "gross"),
        value_at_risk=_euros(figure, "value_at_risk"),
        expected_shortfall=_euros(figure, "expected_shortfall"),
        shortfall_975=_shortfall(currencies),
        components=tuple(
            (each.currency, Money(each.component, EURO))
            for each in (results.positions_of(currencies) if currencies else ())
            if each.component is not None
        ),
        exceptions=currencies.exceptions if currencies else 0,
        zone=currencies.zone if currencies else "",
        exchange_capital=_euros(currencies, "capital"),
        value_loss=_euros(rates, "value_loss"),
        scenario=rates.scenario if rates else "",
        income_loss=_euros(rates, "income_loss"),
        tier_one=_euros(rates, "tier_one"),
        is_outlier=bool(rates and rates.is_outlier),
        breaches=len(results.breaches_on(day=day)),
    )


def _euros(row: object | None, name: str) -> Money | None:
    return None if row is None else Money(getattr(row, name), EURO)


def _shortfall(day: CurrencyDay | None) -> Money | None:
    if day is None or day.shortfall_975 is None:
        return None
    return Money(day.shortfall_975, EURO)


def latest_tier_one() -> Money | None:
    """Return Tier 1 as the last day's end found it; None before the first."""
    return _euros(results.latest_rate_day(), "tier_one")


def currency_trend() -> str:
    """Return a picture (SVG) of value at risk and results, in euros, over 250 days at most."""
    rows = results.currency_trend(days=_TREND_DAYS, method=_CHOSEN[0], percent=_CHOSEN[1])
    return _drawn(
        "Value at risk (one day, 99 %) below zero, and each day's result, EUR",
        [[(day, -worth / _CENTS) for day, worth, _ in rows],
         [(day, made / _CENTS) for day, _, made in rows if made is not None]],
    )  # fmt: skip


def rate_trend() -> str:
    """Return a picture (SVG) of the worst losses of value and income, in euros."""
    rows = results.rate_trend(days=_TREND_DAYS)
    return _drawn(
        "Worst loss of economic value, and of a year's interest, EUR",
        [
            [(day, value / _CENTS) for day, value, _ in rows],
            [(day, income / _CENTS) for day, _, income in rows],
        ],
    )


def _drawn(title: str, lines: Sequence[Sequence[tuple[date, float]]]) -> str:
    plot: Any = import_module("risk.market.services.plots").lines_over_days
    drawn: str = plot(title=title, lines=lines)
    return drawn
