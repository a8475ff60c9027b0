"""Whether a value at risk was exceeded as often as it says, and not in rows.

Kupiec (1995): proportion of failures. Christoffersen (1998): independence, and both together. The
Basel Framework's traffic light (MAR32): by exceptions in 250 days at 99 %, green to 4, yellow to 9,
red from 10. Likelihood ratios have chi-squared distributions with one and two degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from risk.market.domain.tail_risk import Floats, Method, thresholds

TRAFFIC_DAYS: Final = 250
_YELLOW, _RED = 5, 10


class Zone(StrEnum):
    """The colour of the Basel Framework's traffic light."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """How a method did: p-values of the tests, the newest zone, the share of days in the red.

    A day is in the red that has at least ten exceptions in the 250 up to it; the first 249 are not.
    """

    days: int
    exceptions: int
    kupiec: float
    independence: float
    coverage: float
    zone: Zone
    red_share: float

    @property
    def share(self) -> float:
        """Exceptions by days."""
        return self.exceptions / self.days


def zone_of(exceptions: int) -> Zone:
    """Return the zone of so many exceptions in TRAFFIC_DAYS days."""
    if exceptions >= _RED:
        return Zone.RED
    return Zone.YELLOW if exceptions >= _YELLOW else Zone.GREEN


def run(series: Floats, *, probability: float, window: int) -> dict[Method, BackTest]:
    """Try the methods on a series out of sample, each day from the days before it."""
    limits = thresholds(series, probability=probability, window=window)
    return {
        method: judge((series[-len(limit) :] < limit).tolist(), probability=probability)
        for method, limit in limits.items()
    }


def judge(exceeded: Sequence[bool], *, probability: float) -> BackTest:
    """Judge days on each of which the value at risk was exceeded or was not."""
    count = sum(exceeded)
    frequency = _frequency_ratio(len(exceeded), count, probability)
    runs = _independence_ratio(exceeded)
    counted = np.cumsum([0, *map(int, exceeded)])
    lately = counted[TRAFFIC_DAYS:] - counted[:-TRAFFIC_DAYS]
    return BackTest(
        days=len(exceeded),
        exceptions=count,
        kupiec=_above(frequency),
        independence=_above(runs),
        coverage=math.exp(-(frequency + runs) / 2),
        zone=zone_of(sum(exceeded[-TRAFFIC_DAYS:])),
        red_share=int((lately >= _RED).sum()) / len(exceeded),
    )


def _frequency_ratio(days: int, exceptions: int, probability: float) -> float:
    """Return Kupiec's likelihood ratio."""
    observed = exceptions / days
    return 2 * (
        _likelihood(observed, days - exceptions, exceptions)
        - _likelihood(probability, days - exceptions, exceptions)
    )


def _independence_ratio(exceeded: Sequence[bool]) -> float:
    """Return Christoffersen's likelihood ratio: exceptions do not follow on exceptions."""
    moves = {(before, after): 0 for before in (False, True) for after in (False, True)}
    for before, after in pairwise(exceeded):
        moves[before, after] += 1
    calm, broken = moves[False, False], moves[False, True]
    recovered, again = moves[True, False], moves[True, True]
    together = _likelihood(
        _share(broken + again, calm + recovered), calm + recovered, broken + again
    )
    apart = _likelihood(_share(broken, calm), calm, broken)
    apart += _likelihood(_share(again, recovered), recovered, again)
    return max(0.0, 2 * (apart - together))


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 0.0


def _likelihood(probability: float, without: int, exceptions: int) -> float:
    """Return the logarithm of the likelihood; nothing times a logarithm of nothing is nothing."""
    found = without * math.log1p(-probability) if without else 0.0
    return found + (exceptions * math.log(probability) if exceptions else 0.0)


def _above(ratio: float) -> float:
    """Return the probability that chi-squared with one degree of freedom is above the ratio."""
    return math.erfc(math.sqrt(max(0.0, ratio) / 2))
