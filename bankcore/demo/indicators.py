"""What the end of a day found of the demo bank's own workings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from risk.operational import public as operational


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Yield each key risk indicator, its colour where somebody set a threshold, and the capital."""
    found = operational.figures_of(day=day)
    for each in found.indicators:
        value = "nobody knows" if each.value is None else f"{each.value:,.2f}"
        yield operational.WORDS[each.indicator], f"{value} ({each.colour.lower()})"
    if found.capital is not None:
        yield "capital for operational risk", str(found.capital)
