"""A model's answer about a payment, and how its raw figure becomes a probability."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from risk.terms.catalogue import WORDS

MOST_POINTS: Final = 1_000
_TOLD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A feature that moved the score, in words; `contribution` in log-odds, above 0 to fraud."""

    feature: str
    words: str
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The calibrated probability of fraud, as points of a thousand, and why.

    `challenger` is the probability that the model in shadow gives; None where there is none.
    """

    probability: float
    points: int
    model: str
    version: int
    reasons: tuple[Reason, ...]
    challenger: float | None = None


def calibrated(raw: float, calibration: Mapping[str, Sequence[float]]) -> float:
    """Return the probability for a raw figure: straight lines between the points of the table.

    `raw` and `probability` of the table both rise; an empty table leaves the figure as it is.
    """
    known, given = calibration.get("raw", ()), calibration.get("probability", ())
    if not known:
        return raw
    after = bisect_right(known, raw)
    if after == 0:
        return given[0]
    if after == len(known):
        return given[-1]
    below, above = known[after - 1], known[after]
    part = (raw - below) / (above - below)
    return given[after - 1] + part * (given[after] - given[after - 1])


def strongest(names: Sequence[str], contributions: Sequence[Any]) -> tuple[Reason, ...]:
    """Return the three features that moved the score most, either way."""
    ranked = sorted(zip(names, contributions, strict=True), key=lambda each: -abs(each[1]))
    return tuple(
        Reason(feature=name, words=WORDS.get(name, name), contribution=float(moved))
        for name, moved in ranked[:_TOLD]
        if moved
    )
