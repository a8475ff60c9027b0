"""Own funds, risk-weighted assets by the standardised approaches, and the ratios of both.

Basel Framework: CAP10 and RBC20 (own funds, ratios), CRE20 (credit risk), MAR21 (exchange rates, as
risk/market reckons it), OPE25 (operational risk, as risk/operational does), LEV20 and LEV30
(leverage). Amounts are euro cents, weights are shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

MINIMUM_CET1: Final = Decimal("0.045")
MINIMUM_TIER_ONE: Final = Decimal("0.06")
MINIMUM_TOTAL: Final = Decimal("0.08")
"""RBC20.1; Regulation (EU) 575/2013, Article 92(1)."""

CONSERVATION: Final = Decimal("0.025")
"""The capital conservation buffer, of common equity: RBC30.2."""

MINIMUM_LEVERAGE: Final = Decimal("0.03")
"""LEV20.7; Article 92(1)(d)."""

FROM_REQUIREMENT: Final = Decimal("12.5")
"""A requirement is 8 % of the risk-weighted assets that it stands for: RBC20."""

RETAIL_MOST: Final = 100_000_000
"""EUR 1 million of one customer is the most that is regulatory retail: CRE20.65(2)."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A risk weight or conversion factor, and where it is laid down."""

    share: Decimal
    paragraph: str

    def of(self, amount: int) -> int:
        """Return the weighted amount, half a cent away from zero."""
        return int((self.share * amount).to_integral_value(ROUND_HALF_UP))


class Grade(StrEnum):
    """How good an unrated bank is held to be (CRE20.21); nobody has said: C."""

    A = "A"
    B = "B"
    C = "C"


NOUGHT: Final = Weight(Decimal(0), "CRE20: cash at the bank")
CENTRAL_BANK: Final = Weight(Decimal(0), "CRE20.7: central bank")
COLLECTED: Final = Weight(Decimal("0.20"), "CRE20: items in collection")
BANKS: Final = {
    Grade.A: Weight(Decimal("0.20"), "CRE20.21: grade A, up to three months"),
    Grade.B: Weight(Decimal("0.50"), "CRE20.21: grade B, up to three months"),
    Grade.C: Weight(Decimal("1.50"), "CRE20.21: grade C"),
}
RETAIL: Final = Weight(Decimal("0.75"), "CRE20.66: regulatory retail")
OTHER_RETAIL: Final = Weight(Decimal(1), "CRE20.68: other retail")
CORPORATE: Final = Weight(Decimal(1), "CRE20.43: unrated corporates")
DEFAULTED: Final = Weight(Decimal("1.50"), "CRE20: provisions below 20 %")
DEFAULTED_PROVIDED: Final = Weight(Decimal(1), "CRE20: provisions of 20 % or more")
OTHER_ASSETS: Final = Weight(Decimal(1), "CRE20: other assets")

COMMITTED: Final = Weight(Decimal("0.40"), "CRE20: commitments")
CANCELLABLE: Final = Weight(Decimal("0.10"), "CRE20.100: cancellable at any time")

_QUALITIES: Final = ("AAA_AA", "A", "BBB", "BB_B", "BELOW_B", "")
_BONDS: Final = {
    "SOVEREIGN": ("0 20 50 100 150 100", "CRE20.7: sovereigns"),
    "PUBLIC": ("20 50 50 100 150 50", "CRE20.11: public entities, second option"),
    "BANK": ("20 30 50 100 150 150", "CRE20.18: banks"),
    "COVERED": ("10 20 20 50 100 100", "CRE20: covered bonds"),
    "CORPORATE": ("20 50 75 100 150 100", "CRE20.43: corporates"),
}
_UNKNOWN: Final = Weight(Decimal("1.50"), "CRE20: issuer not known, the highest weight")


def bond_weight(issuer: str, quality: str) -> Weight:
    """Return the weight of a bond by who issued it and the class of its rating."""
    if issuer not in _BONDS:
        return _UNKNOWN
    shares, paragraph = _BONDS[issuer]
    by_quality = dict(zip(_QUALITIES, shares.split(), strict=True))
    return Weight(Decimal(by_quality[quality]) / 100, paragraph)


def common_equity(*, equity: int, result: int) -> int:
    """Return common equity tier 1: capital and reserves, less the running year's loss (CAP10).

    A profit of the running year does not count: nobody has audited it (Article 26(2)). The books
    have nothing that CAP30 deducts: no goodwill, software, deferred tax, own or others' shares.
    """
    return equity + min(0, result)


def from_requirement(requirement: int) -> int:
    """Return the risk-weighted assets that a requirement stands for."""
    return int((FROM_REQUIREMENT * requirement).to_integral_value(ROUND_HALF_UP))


def ratio(*, capital: int, of: int) -> Decimal | None:
    """Return capital by assets to four decimals, rounded down; None where there are no assets."""
    if of <= 0:
        return None
    return Decimal(capital * 10_000 // of) / 10_000


def required(*, weighted: int, share: Decimal) -> int:
    """Return so large a share of risk-weighted assets, rounded up to the cent."""
    return int((share * weighted).to_integral_value(ROUND_CEILING))
