"""The liquidity coverage ratio: liquid assets against what leaves within 30 days of stress.

Delegated Regulation (EU) 2015/61 is followed; beside each of its articles stands the paragraph of
the Basel Committee's standard of January 2013 (d238), which chapters LCR30 and LCR40 of the Basel
Framework carry on. Where both differ, what is done is said at the rate. Amounts are euro cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

GUARANTEED: Final = 10_000_000
"""What a scheme pays each depositor: EUR 100,000 (Directive 2014/49/EU, Article 6)."""

LARGE_RETAIL: Final = 50_000_000
"""EUR 500,000: of who has more, what no scheme covers runs off faster (Article 25(2)(a))."""

DAYS: Final = 30
MINIMUM: Final = Decimal(1)
"""Article 38 as from 2018; LCR20."""

INFLOW_CAP: Final = Decimal("0.75")
"""Of the outflows: Article 33(1); d238 paragraphs 69 and 144."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that runs off or comes in, and where it is laid down."""

    share: Decimal
    paragraph: str

    def of(self, amount: int) -> int:
        """Return the share of an amount, half a cent away from zero."""
        return rounded(self.share * amount)


STABLE: Final = Rate(Decimal("0.05"), "Article 24(1); d238 75")
STABLE_BETTER: Final = Rate(Decimal("0.03"), "Article 24(4); d238 78")
HIGHER_RETAIL: Final = Rate(Decimal("0.15"), "Article 25(3)(a); d238 80")
OTHER_RETAIL: Final = Rate(Decimal("0.10"), "Article 25(1); d238 79")
OPERATIONAL_COVERED: Final = Rate(Decimal("0.05"), "Article 27(1); d238 104")
OPERATIONAL: Final = Rate(Decimal("0.25"), "Article 27(1); d238 93")
WHOLESALE_COVERED: Final = Rate(Decimal("0.20"), "Article 28(1); d238 108")
WHOLESALE: Final = Rate(Decimal("0.40"), "Article 28(1); d238 107")
OTHER_LIABILITIES: Final = Rate(Decimal(1), "Article 31a(1); d238 109 and 141")
FACILITY_RETAIL: Final = Rate(Decimal("0.05"), "Article 31(3); d238 131(a)")
FACILITY_CORPORATE: Final = Rate(Decimal("0.10"), "Article 31(4); d238 131(b)")
EXCESS: Final = Rate(Decimal(1), "Article 31a(2); d238 133 counts above half of what is due")
PRINCIPAL_DUE: Final = Rate(Decimal("0.50"), "Article 32(3)(a); d238 153 and 154")
INTEREST_DUE: Final = Rate(Decimal(1), "Article 32(2); d238 153 takes half of it as well")
NETWORKS_DUE: Final = Rate(Decimal(1), "Article 32(2)(a); d238 154")
OPERATIONAL_HELD: Final = Rate(Decimal(0), "Article 32(3)(d); d238 156")


class Level(StrEnum):
    """How liquid an asset is. The bank knows no covered bond of extremely high quality."""

    ONE = "1"
    TWO_A = "2A"
    TWO_B = "2B"


HAIRCUTS: Final = {
    Level.ONE: Rate(Decimal(1), "Article 10(2); d238 50"),
    Level.TWO_A: Rate(Decimal("0.85"), "Article 11(2); d238 52"),
    Level.TWO_B: Rate(Decimal("0.50"), "Article 12(2)(c); d238 54"),
}
"""What counts of an asset's worth."""

# By issuer and class of rating. A government is of level 1 by a risk weight of nought and of level
# 2A by one of 20 %: which member state it is, by which its rating would not matter, is not known.
_LEVELS: Final = {
    ("SOVEREIGN", "AAA_AA"): Level.ONE,
    ("SOVEREIGN", "A"): Level.TWO_A,
    ("PUBLIC", "AAA_AA"): Level.TWO_A,
    ("COVERED", "AAA_AA"): Level.TWO_A,
    ("CORPORATE", "AAA_AA"): Level.TWO_A,
    ("CORPORATE", "A"): Level.TWO_B,
    ("CORPORATE", "BBB"): Level.TWO_B,
}


def level_of(issuer: str, quality: str) -> Level | None:
    """Return a bond's level; None where it is no liquid asset (Articles 10 to 12; d238 49 to 54).

    A bank's own kind of bond never is one; nor is one whose issuer nobody has told.
    """
    return _LEVELS.get((issuer, quality))


@dataclass(frozen=True, slots=True)
class Buffer:
    """The liquid assets that count, and what the caps have taken away."""

    one: int
    two_a: int
    two_b: int
    over_two_b: int
    over_two: int

    @property
    def excess(self) -> int:
        """What does not count."""
        return self.over_two_b + self.over_two

    @property
    def total(self) -> int:
        """The liquidity buffer."""
        return self.one + self.two_a + self.two_b - self.excess


def buffer(*, one: int, two_a: int, two_b: int) -> Buffer:
    """Return the buffer from assets after haircuts.

    Article 17(1) and Annex I; d238 Annex 1, paragraphs 3 and 4 (LCR30): level 2B is at most 15 % of
    the buffer, all of level 2 at most 40 %. There are no secured transactions to unwind, so that
    assets and adjusted assets are the same.

        over 2B = max(2B - 15/85 x (1 + 2A), 2B - 15/60 x 1, 0)
        over 2 = max(2A + 2B - over 2B - 2/3 x 1, 0)
    """
    over_two_b = max(two_b - 15 * (one + two_a) // 85, two_b - 15 * one // 60, 0)
    over_two = max(two_a + two_b - over_two_b - 2 * one // 3, 0)
    return Buffer(one, two_a, two_b, over_two_b, over_two)


@dataclass(frozen=True, slots=True)
class Funding:
    """What comes from customers who pay back, and what goes to those who were promised more."""

    inflow: int
    excess: int


def funding(*, due: int, promised: int) -> Funding:
    """Return what counts of principal that is due, where contracts are not paid out yet.

    Article 32(3)(a): half of what is due, or what was promised if that is more, does not come in.
    Article 31a(2): what was promised beyond all that is due goes out.
    """
    kept_back = max(due - PRINCIPAL_DUE.of(due), min(promised, due))
    return Funding(inflow=due - kept_back, excess=max(0, promised - due))


def net_outflow(*, outflows: int, inflows: int) -> int:
    """Return what leaves: inflows count up to 75 % of the outflows (Articles 20 and 33)."""
    return outflows - counted_inflows(outflows=outflows, inflows=inflows)


def counted_inflows(*, outflows: int, inflows: int) -> int:
    """Return what may be set against the outflows."""
    return min(inflows, int(INFLOW_CAP * outflows))


def ratio(*, assets: int, outflow: int) -> Decimal | None:
    """Return the ratio (Article 4(1); LCR20), to four decimals, rounded down.

    None where nothing leaves.
    """
    if outflow <= 0:
        return None
    return Decimal(assets * 10_000 // outflow) / 10_000


def rounded(amount: Decimal) -> int:
    """Return whole cents, half a cent away from zero."""
    return int(amount.to_integral_value(ROUND_HALF_UP))
