"""What a day came to, in figures and in pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, Final

from bankcore.money import Money
from risk.operational.domain.indicators import WORDS, Colour, Indicator
from risk.operational.models import Assessment
from risk.operational.repositories import incidents, measures, registers
from risk.operational.services.incidents import EURO

_TREND_DAYS: Final = 250


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """An indicator at a day's end; None where nobody knew."""

    indicator: Indicator
    value: Decimal | None
    colour: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a day's end found; the capital is None where the day has not been measured."""

    day: date
    indicators: tuple[IndicatorFigure, ...]
    capital: Money | None
    business_indicator: Money | None
    multiplier: Decimal | None
    incidents: dict[str, int]
    overdue: int


def figures_of(*, day: date) -> DayFigures:
    """Return what a day's end found, and how many incidents there are by state."""
    capital = measures.capital_of(day=day)
    return DayFigures(
        day=day,
        indicators=tuple(
            IndicatorFigure(Indicator(row.indicator), row.value, Colour(row.colour))
            for row in measures.readings_of(day=day)
        ),
        capital=None if capital is None else Money(capital.capital, EURO),
        business_indicator=None if capital is None else Money(capital.indicator, EURO),
        multiplier=None if capital is None else capital.multiplier,
        incidents=incidents.counts_by_state(),
        overdue=len(registers.overdue(day=day)),
    )


def indicator_trend(*, indicator: Indicator) -> str:
    """Return a picture (SVG) of an indicator with its thresholds, over 250 days at most."""
    rows = measures.trend(indicator=indicator, days=_TREND_DAYS)
    lines = [
        [(row.day, float(row.value)) for row in rows if row.value is not None],
        [(row.day, float(row.threshold.amber)) for row in rows if row.threshold],
        [(row.day, float(row.threshold.red)) for row in rows if row.threshold],
    ]
    drawn: str = _plots().trend(WORDS[indicator], lines)
    return drawn


def heat_map(*, inherent: bool) -> str:
    """Return a picture (SVG) of the risks by the newest assessment of each."""
    which = "inherent" if inherent else "residual"
    counts = Counter(_place(row, which) for row in registers.newest_assessments())
    drawn: str = _plots().heat_map(f"Risks, {which}", counts)
    return drawn


def _place(row: Assessment, which: str) -> tuple[int, int]:
    return getattr(row, f"{which}_likelihood"), getattr(row, f"{which}_impact")


def _plots() -> Any:
    """Return what draws, loaded when something is drawn: no other process pays."""
    return import_module("risk.operational.services.plots")
