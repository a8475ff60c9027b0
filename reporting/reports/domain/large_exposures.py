"""Large exposures: names to whom the bank has lent a tenth of its Tier 1 or more.

Basel Framework, LEX10 to LEX30; Regulation (EU) 575/2013, Articles 387 to 403. Euro cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

REPORTED: Final = (10, 100)
"""From a tenth of Tier 1 on an exposure is large: LEX10; Article 392."""

MOST: Final = (25, 100)
"""No exposure is above a quarter of Tier 1: LEX20.1; Article 395(1)."""

TOP: Final = 20
"""The largest are told, large or not: LEX20; Article 394(1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a name owes and may still draw, and what collateral covers of it.

    What may still be drawn counts wholly, above the factors that LEX30 would take: the bank does
    not call its promises cancellable.
    """

    name: str
    is_group: bool
    drawn: int
    undrawn: int
    covered: int

    @property
    def original(self) -> int:
        """All of it."""
        return self.drawn + self.undrawn

    @property
    def net(self) -> int:
        """What no collateral covers: what is held against the limit (LEX30)."""
        return self.original - self.covered


def share(amount: int, *, tier_one: int) -> Decimal | None:
    """Return an amount as a share of Tier 1 to four decimals, half up; None without Tier 1."""
    if tier_one <= 0:
        return None
    return Decimal((amount * 20_000 + tier_one) // (2 * tier_one)) / 10_000


def is_large(exposure: Exposure, *, tier_one: int) -> bool:
    """Tell whether an exposure is reported, by what it is before collateral (LEX10).

    Where there is no Tier 1 every exposure is.
    """
    part, whole = REPORTED
    return exposure.original * whole >= part * max(tier_one, 0)


def is_above(exposure: Exposure, *, tier_one: int) -> bool:
    """Tell whether an exposure is above the limit; what equals it is within."""
    part, whole = MOST
    return exposure.net * whole > part * max(tier_one, 0)
