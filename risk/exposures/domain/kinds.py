"""What limits are for, what collateral is, and how much of it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final


class LimitKind(StrEnum):
    """What a limit is for; LARGE is the law's own, a quarter of Tier 1 (CRR Article 395)."""

    CUSTOMER = "CUSTOMER"
    GROUP = "GROUP"
    PRODUCT = "PRODUCT"
    COUNTRY = "COUNTRY"
    SECTOR = "SECTOR"
    LARGE = "LARGE"


SETTABLE: Final = tuple(kind for kind in LimitKind if kind is not LimitKind.LARGE)
LARGE_SHARE: Final = 4  # one exposure is at most Tier 1 by this
REPORTED_SHARE: Final = 10  # and is reported from Tier 1 by this on (CRR Article 392)


class CollateralKind(StrEnum):
    """What may be lost to the bank if the customer does not pay."""

    CASH = "CASH"
    BONDS = "BONDS"
    SHARES = "SHARES"
    PROPERTY = "PROPERTY"
    VEHICLE = "VEHICLE"
    GUARANTEE = "GUARANTEE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Rules:
    """The least haircut of a kind, and for how many days a value counts."""

    least_haircut: Decimal
    counts_days: int


RULES: Final = {
    CollateralKind.CASH: Rules(Decimal(0), 366),
    CollateralKind.BONDS: Rules(Decimal("0.04"), 31),
    CollateralKind.SHARES: Rules(Decimal("0.25"), 31),
    CollateralKind.PROPERTY: Rules(Decimal("0.30"), 3 * 366),
    CollateralKind.VEHICLE: Rules(Decimal("0.40"), 366),
    CollateralKind.GUARANTEE: Rules(Decimal("0.20"), 366),
    CollateralKind.OTHER: Rules(Decimal(1), 366),
}


def counts(kind: CollateralKind, *, valued_on: date, expires_on: date | None, day: date) -> bool:
    """Tell whether a value of that day still counts, for what does not end before `day`."""
    is_fresh = valued_on <= day <= valued_on + timedelta(days=RULES[kind].counts_days)
    return is_fresh and (expires_on is None or expires_on >= day)


def after_haircut(value: int, haircut: Decimal) -> int:
    """Return what of a value in minor units counts; fractions of a unit do not."""
    return int(value * (1 - haircut))
