"""What collateral covers, and what is left; and how concentrated the rest is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

_PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Cover:
    """What one item of collateral is worth after its haircut, and for which loans, first first."""

    worth: int
    applications: tuple[UUID, ...]


def covered(items: Sequence[Cover], owed: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return how much of each loan is covered.

    An item covers its loans in their order, each up to what is owed of it; what is over for one
    loan is no cover for anything else of the customer.
    """
    left = dict(owed)
    for item in items:
        worth = item.worth
        for application in item.applications:
            taken = min(worth, left.get(application, 0))
            if taken > 0:
                left[application] -= taken
                worth -= taken
    return {application: owed[application] - left[application] for application in owed}


def herfindahl(amounts: Iterable[int]) -> Decimal:
    """Return the sum of squared shares: 1 where all is one's, 1/n where n share alike, 0 of none.

    Herfindahl and Hirschman; amounts below zero count as none.
    """
    kept = [each for each in amounts if each > 0]
    total = sum(kept)
    if not total:
        return Decimal(0)
    squares = sum(each * each for each in kept)
    return (Decimal(squares) / Decimal(total * total)).quantize(_PLACES)
