"""Capital for delta risk by the standardised approach: foreign exchange and interest rates.

Basel Framework, MAR21: risk weights, correlations within a currency and between currencies, and
the three correlation scenarios, of which the largest counts. Default, residual, vega and curvature
risk are left out: the bank holds no options and no trading book.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from risk.market.domain.banking_book import Flow
from risk.market.domain.curves import Curve
from risk.market.domain.tail_risk import Floats

# Months of the vertices, and their risk weights (MAR21.42).
VERTICES: Final[dict[int, float]] = {
    3: 0.017, 6: 0.017, 12: 0.016, 24: 0.013, 36: 0.012,
    60: 0.011, 120: 0.011, 180: 0.011, 240: 0.011, 360: 0.011,
}  # fmt: skip
FX_WEIGHT: Final = 0.15
_POINT: Final = 1e-4
_THETA, _LEAST = 0.03, 0.4
_BETWEEN_RATES, _BETWEEN_CURRENCIES = 0.5, 0.6
# Currencies whose rates weigh less by the root of two (MAR21.44), and those whose pairs with each
# other do (MAR21.88).
_MAJOR: Final = frozenset({"EUR", "USD", "GBP", "AUD", "JPY", "SEK", "CAD"})
_LIQUID: Final = frozenset(
    {
        *("USD", "EUR", "JPY", "GBP", "AUD", "CAD", "CHF", "MXN", "CNY", "NZD", "RUB", "HKD"),
        *("SGD", "TRY", "KRW", "SEK", "ZAR", "INR", "NOK", "BRL"),
    }
)


def by_vertex(flows: Sequence[Flow], curve: Curve) -> dict[int, float]:
    """Return how the worth of flows moves with the zero rate at each vertex, for a rate of one.

    Each flow leans on the two vertices beside it, by distance; beyond the ends on the last one.
    """
    years = np.array([each.years for each in flows])
    amounts = np.array([each.principal + each.interest for each in flows])
    slope = -years * amounts * np.exp(-curve.zero(years) * years)
    nodes = np.array([months / 12 for months in VERTICES])
    return {
        months: float(np.interp(years, nodes, np.eye(len(nodes))[number]) @ slope)
        for number, months in enumerate(VERTICES)
    }


def rate_capital(sensitivities: Mapping[str, Mapping[int, float]]) -> float:
    """Return the capital for rates, from sensitivities by currency and vertex."""
    if not sensitivities:
        return 0.0
    months = np.array(list(VERTICES), dtype=np.float64)
    gaps = np.abs(months[:, None] - months[None, :]) / np.minimum(months[:, None], months[None, :])
    within = np.maximum(np.exp(-_THETA * gaps), _LEAST)
    weighted = [
        np.array([weight_of_rate(currency, each) * found.get(each, 0.0) for each in VERTICES])
        for currency, found in sensitivities.items()
    ]
    return max(
        _across(
            [_bucket(each, _scaled(within, scenario)) for each in weighted],
            [float(each.sum()) for each in weighted],
            float(_scaled(np.array(_BETWEEN_RATES), scenario)),
        )
        for scenario in _SCENARIOS
    )


def exchange_capital(worths: Mapping[str, float], *, base: str) -> float:
    """Return the capital for exchange rates, from the worth of each position in the base."""
    weighted = [weight_of_exchange(each, base=base) * worth for each, worth in worths.items()]
    return max(
        _across(
            [abs(each) for each in weighted],
            weighted,
            float(_scaled(np.array(_BETWEEN_CURRENCIES), scenario)),
        )
        for scenario in _SCENARIOS
    )


def weight_of_rate(currency: str, months: int) -> float:
    """Return the risk weight of a vertex of a currency."""
    return VERTICES[months] / (math.sqrt(2) if currency in _MAJOR else 1.0)


def weight_of_exchange(currency: str, *, base: str) -> float:
    """Return the risk weight of a currency against the base."""
    return FX_WEIGHT / (math.sqrt(2) if {currency, base} <= _LIQUID else 1.0)


def _medium(correlation: Floats) -> Floats:
    return correlation


def _high(correlation: Floats) -> Floats:
    return np.minimum(1.25 * correlation, 1.0)


def _low(correlation: Floats) -> Floats:
    return np.maximum(2 * correlation - 1, 0.75 * correlation)


_SCENARIOS: Final = (_low, _medium, _high)


def _scaled(correlation: Floats, scenario: object) -> Floats:
    scaled: Floats = scenario(correlation)  # type: ignore[operator]
    return scaled


def _bucket(weighted: Floats, correlation: Floats) -> float:
    scaled = correlation.copy()
    np.fill_diagonal(scaled, 1.0)
    return math.sqrt(max(0.0, float(weighted @ scaled @ weighted)))


def _across(buckets: Sequence[float], sums: Sequence[float], correlation: float) -> float:
    """Return the capital over all buckets; where it is no number, sums are held to the buckets."""
    total = _square(buckets, sums, correlation)
    if total < 0:
        held = [max(min(sum_, bucket), -bucket) for sum_, bucket in zip(sums, buckets, strict=True)]
        total = _square(buckets, held, correlation)
    return math.sqrt(max(0.0, total))


def _square(buckets: Sequence[float], sums: Sequence[float], correlation: float) -> float:
    squares = sum(each * each for each in buckets)
    crossed = sum(sums) ** 2 - sum(each * each for each in sums)
    return squares + correlation * crossed
