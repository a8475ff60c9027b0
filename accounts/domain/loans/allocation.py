"""How a payment is divided: oldest instalment first, in each by the loan's order of parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Part(StrEnum):
    """What of an instalment is paid."""

    PENALTY = "PENALTY"
    FEE = "FEE"
    INTEREST = "INTEREST"
    PRINCIPAL = "PRINCIPAL"


class AllocationOrder(StrEnum):
    """Which part is paid before which."""

    PENALTY_FIRST = "PENALTY_FIRST"
    INTEREST_FIRST = "INTEREST_FIRST"
    PRINCIPAL_FIRST = "PRINCIPAL_FIRST"


ORDERS: Final[Mapping[AllocationOrder, tuple[Part, ...]]] = MappingProxyType(
    {
        AllocationOrder.PENALTY_FIRST: (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL),
        AllocationOrder.INTEREST_FIRST: (Part.INTEREST, Part.PRINCIPAL, Part.FEE, Part.PENALTY),
        AllocationOrder.PRINCIPAL_FIRST: (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What is unpaid of one instalment, in minor units."""

    instalment_id: int
    due_date: date
    number: int
    parts: Mapping[Part, int]

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of a payment pays this part of this instalment."""

    instalment_id: int
    part: Part
    minor: int


def allocate(
    amount: int, opens: Iterable[Open], order: AllocationOrder
) -> tuple[list[Allocation], int]:
    """Divide `amount` minor units; returns the allocations and what is left over."""
    found: list[Allocation] = []
    for each in sorted(opens, key=lambda one: (one.due_date, one.instalment_id)):
        for part in ORDERS[order]:
            minor = min(amount, each.parts.get(part, 0))
            if minor > 0:
                found.append(Allocation(each.instalment_id, part, minor))
                amount -= minor
    return found, amount


def total_of(allocations: Sequence[Allocation], *parts: Part) -> int:
    """Return how much goes to these parts."""
    return sum(each.minor for each in allocations if each.part in parts)
