"""What a day's end found of exposures, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bankcore.money import Money
from risk.exposures.repositories import days, limits
from risk.exposures.services.worth import EURO


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Lent, promised and covered; how concentrated; how many limits were exceeded."""

    drawn: Money
    undrawn: Money
    covered: Money
    names: int
    large: int
    hhi_names: Decimal
    breaches: int


def figures_of(*, day: date) -> DayFigures | None:
    """Return what a day's end found; None where it was not measured."""
    found = days.of(day=day)
    if found is None:
        return None
    return DayFigures(
        drawn=Money(found.drawn, EURO),
        undrawn=Money(found.undrawn, EURO),
        covered=Money(found.covered, EURO),
        names=found.names,
        large=found.large,
        hhi_names=found.hhi_names,
        breaches=limits.breaches_on(day=day),
    )
