"""What a business day came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bankcore.money import Money


@dataclass(frozen=True, slots=True)
class MovementLine:
    """Transactions of one kind in one currency: how many, and the sum of what was credited."""

    kind: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """Requests that the books refused for one reason."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class HoldLine:
    """Holds placed on the day and now in one state: how many, and what they were placed for."""

    state: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """A business day in figures, all read from the books."""

    day: date
    customers: int
    accounts: int
    movements: tuple[MovementLine, ...]
    refusals: tuple[RefusalLine, ...]
    holds: tuple[HoldLine, ...]
    flags: int
