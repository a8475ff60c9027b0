"""The outlier test of interest-rate risk in the banking book, and what all currencies lose.

SRP31 (d368, with d578's shocks). Euro cents; a loss is a negative change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

SCENARIOS: Final = {
    "PARALLEL_UP": "Parallel up",
    "PARALLEL_DOWN": "Parallel down",
    "STEEPENER": "Steepener",
    "FLATTENER": "Flattener",
    "SHORT_UP": "Short rates up",
    "SHORT_DOWN": "Short rates down",
}
"""The six shocks; a year's interest is measured under the two parallel ones."""

PARALLEL: Final = ("PARALLEL_UP", "PARALLEL_DOWN")
OUTLIER: Final = (15, 100)
"""Of Tier 1: SRP31."""


def loss(changes: Iterable[int]) -> int:
    """Return what all currencies lose together, positive; gains make up for nothing."""
    return sum(max(0, -each) for each in changes)


def worst(losses: Mapping[str, int]) -> tuple[str, int]:
    """Return the scenario that loses most, and what; the first of the list where they are alike."""
    chosen = max(losses, key=lambda each: losses[each])
    return chosen, losses[chosen]


def is_outlier(*, loss: int, tier_one: int) -> bool:
    """Tell whether a loss of economic value is above 15 % of Tier 1; what equals it is within."""
    part, whole = OUTLIER
    return loss * whole > part * tier_one


def share(amount: int, *, tier_one: int) -> Decimal | None:
    """Return an amount as a share of Tier 1 to four decimals, rounded up; None without Tier 1."""
    if tier_one <= 0:
        return None
    return Decimal(-(-amount * 10_000 // tier_one)) / 10_000
