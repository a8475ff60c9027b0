"""Interest-rate risk of the banking book: economic value, and a year's interest.

SRP31 of the Basel Framework: the change of the economic value of equity under each shock, currency
by currency, where gains in one currency do not make up for losses in another; the change of net
interest income in twelve months under the parallel shocks, with a balance that stays as it is; and
the outlier test, the worst loss of value against 15 % of Tier 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from risk.market.domain.curves import Curve
from risk.market.domain.shocks import BASEL_2024, Scenario, Table, shift, shocked
from risk.market.domain.tail_risk import Floats

OUTLIER_SHARE: Final = (15, 100)
# What the bank assumes of deposits without a term: half of them stay, and run off evenly in five
# years (two and a half on average, below the standard's caps); the rest may go tomorrow.
CORE_SHARE: Final = 0.5
CORE_MONTHS: Final = 60
OVERNIGHT: Final = 1 / 365
_HORIZON: Final = 1.0


@dataclass(frozen=True, slots=True)
class Flow:
    """What the bank gets (positive) or pays after so many years."""

    years: float
    principal: float
    interest: float


@dataclass(frozen=True, slots=True)
class Change:
    """What a shock does to a currency's book: to its value, and to a year's interest."""

    value: float
    income: float


def without_term(balance: float) -> list[Flow]:
    """Return the flows that deposits without a term (negative) are taken to be."""
    core = balance * CORE_SHARE
    part = core / CORE_MONTHS
    slots = [Flow(month / 12, part, 0.0) for month in range(1, CORE_MONTHS + 1)]
    return [Flow(OVERNIGHT, balance - core, 0.0), *slots]


def bond_flows(*, nominal: float, coupon: float, a_year: int, years: float) -> list[Flow]:
    """Return a bond's coupons and redemption, whose last is after so many years."""
    count = max(1, int(np.ceil(years * a_year - 1e-9)))
    dues = [years - number / a_year for number in reversed(range(count))]
    flows = [Flow(due, 0.0, nominal * coupon / a_year) for due in dues]
    return [*flows, Flow(years, nominal, 0.0)]


def value(flows: Iterable[Flow], curve: Curve, *, moved: float = 0.0) -> float:
    """Return what flows are worth on the curve, with all its rates moved alike."""
    years, _, amounts = _columns(flows)
    return float(amounts @ np.exp(-(curve.zero(years) + moved) * years))


def change(
    flows: Iterable[Flow],
    curve: Curve,
    *,
    currency: str,
    scenario: Scenario,
    table: Table = BASEL_2024,
) -> Change:
    """Return what a shock does to the flows of a currency, by a table of shocks."""
    years, principal, amounts = _columns(flows)
    rates = curve.zero(years)
    moved_by = shift(scenario, currency=currency, years=years, table=table)
    after = shocked(rates, moved_by, years=years)
    moved = amounts @ (np.exp(-after * years) - np.exp(-rates * years))
    # What falls due within the year is placed anew at rates that the shock has moved.
    left = np.maximum(0.0, _HORIZON - years)
    return Change(float(moved), float((principal * left) @ (after - rates)))


def worst(losses: Mapping[Scenario, Iterable[float]]) -> tuple[Scenario, float]:
    """Return the scenario with the largest loss, and the loss (positive), over all currencies.

    Of each currency the change of value in each scenario; gains count for nothing.
    """
    summed = {
        scenario: sum(max(0.0, -each) for each in changes) for scenario, changes in losses.items()
    }
    scenario = max(summed, key=lambda each: summed[each])
    return scenario, summed[scenario]


def is_outlier(*, loss: int, tier_one: int) -> bool:
    """Tell whether a loss is above 15 % of Tier 1, both in one unit of money."""
    part, whole = OUTLIER_SHARE
    return loss * whole > part * tier_one


def _columns(flows: Iterable[Flow]) -> tuple[Floats, Floats, Floats]:
    """Return times, principals, and all that is paid."""
    listed = list(flows)
    years = np.array([each.years for each in listed])
    principal = np.array([each.principal for each in listed])
    return years, principal, principal + np.array([each.interest for each in listed])
