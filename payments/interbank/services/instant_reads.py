"""What became of instant payments and recalls on a business day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payments.interbank.domain.items import Direction
from payments.interbank.repositories import instant_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantFigures:
    """Instant payments of a day by state, out and in; and recalls sent or received on it."""

    sent: dict[str, int]
    taken: dict[str, int]
    recalled: dict[str, int]
    recalled_by_others: dict[str, int]


def figures(*, day: date) -> InstantFigures:
    """Return what became of the instant payments and recalls of a business day."""
    return InstantFigures(
        sent=instant_figures.sent(day),
        taken=instant_figures.taken(day),
        recalled=instant_figures.recalls(day, Direction.OUT),
        recalled_by_others=instant_figures.recalls(day, Direction.IN),
    )
