"""From which day to which, and by which steps figures are put together over them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from reporting.dashboards.domain.figures import Figure, Key

_DAYS: Final = {"DAY": 1, "WEEK": 7, "MONTH": 30, "QUARTER": 90, "YEAR": 365}
_MOST_DAYS: Final = 45
_MOST_MONTHS: Final = 48


class Step(StrEnum):
    """How long a place on the axis of time is, with the format that tells it from the others."""

    DAY = "%Y-%m-%d"
    MONTH = "%Y-%m"
    YEAR = "%Y"


def days_before(kind: str, last: date) -> tuple[date, date]:
    """Return the first and the last day of a range (Selection.Days) that ends on a day."""
    return last - timedelta(days=_DAYS[kind] - 1), last


def step_of(figure: Figure, first: date, last: date) -> Step | None:
    """Return the step of a figure over time, None for one that is not."""
    if figure.keys is Key.WORDS:
        return None
    if figure.keys is Key.DAY and (last - first).days < _MOST_DAYS:
        return Step.DAY
    months = (last.year - first.year) * 12 + last.month - first.month
    return Step.MONTH if months < _MOST_MONTHS else Step.YEAR


CLOCKED: Final = frozenset({"customer", "payment", "decision"})
"""Views whose rows are dated by the clock: their days go on until the moment of the load."""


def places(step: Step, first: date, last: date) -> list[str]:
    """Return every place between two days, those with nothing included, in order."""
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return list(dict.fromkeys(f"{day:{step.value}}" for day in days))
