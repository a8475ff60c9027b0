"""What collateral covers, and what is left; and how concentrated the rest is."""

from __future__ import annotations

import math
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


@dataclass(frozen=True, slots=True)
class Marketable:
    """What one item is worth before its haircut, which is below 1, and for which loans."""

    worth: int
    haircut: Decimal
    applications: tuple[UUID, ...]


def shared(items: Sequence[Marketable], owed: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return what of the items' worth belongs to each loan of which something is owed.

    An item's loans come in their order: each takes what covers it after the haircut, and the last
    all that is left. So nothing counts twice, and all of it counts.
    """
    left, found = dict(owed), dict.fromkeys(owed, 0)
    for item in items:
        rest, kept = item.worth, 1 - item.haircut
        secured = [each for each in item.applications if owed.get(each)]
        for application in secured:
            needed = math.ceil(left[application] / kept)
            taken = rest if application == secured[-1] else min(rest, needed)
            found[application] += taken
            left[application] -= min(left[application], int(taken * kept))
            rest -= taken
    return found


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
