"""How good a scorecard is: Gini, KS, stability, and whether its probabilities come true.

Gini = 2 AUC - 1; KS = the largest distance between the goods' and the bads' distributions over
the points; PSI = sum (a - e) ln(a / e) over bins of the score, above 0.25 a population has moved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_BINS: Final = 10
_TINY: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A tenth of the cases by predicted probability: what was predicted, and what came."""

    count: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The figures of one scorecard on cases that it has not seen."""

    cases: int
    bads: int
    auc: float
    ks: float
    brier: float
    groups: tuple[Group, ...]

    @property
    def gini(self) -> float:
        """Twice the area above the diagonal."""
        return 2 * self.auc - 1


def auc_of(pds: NDArray[np.float64], bads: NDArray[np.int64]) -> float:
    """Return the chance that a bad case has the higher probability; ties count half."""
    order = np.argsort(pds, kind="stable")
    ordered = pds[order]
    first = np.searchsorted(ordered, ordered, side="left")
    last = np.searchsorted(ordered, ordered, side="right")
    ranks = (first + last + 1) / 2
    count = int(bads.sum())
    others = len(bads) - count
    return float((ranks[bads[order] == 1].sum() - count * (count + 1) / 2) / (count * others))


def validate(pds: Sequence[float], bads: Sequence[int]) -> Validation:
    """Return the figures; `bads` is 1 for each bad case, and there are cases of both sorts."""
    predicted, bad = np.asarray(pds, dtype=np.float64), np.asarray(bads, dtype=np.int64)
    order = np.argsort(predicted, kind="stable")
    share_bad = np.cumsum(bad[order]) / bad.sum()
    share_good = np.cumsum(1 - bad[order]) / (len(bad) - bad.sum())
    groups = tuple(
        Group(
            count=len(part),
            predicted=float(predicted[part].mean()),
            observed=float(bad[part].mean()),
        )
        for part in np.array_split(order, _BINS)
        if len(part)
    )
    return Validation(
        cases=len(bad),
        bads=int(bad.sum()),
        auc=auc_of(predicted, bad),
        ks=float(np.abs(share_good - share_bad).max()),
        brier=float(((predicted - bad) ** 2).mean()),
        groups=groups,
    )


def stability(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Return the PSI of a score's distribution against that on which it was made."""
    before, now = np.asarray(expected), np.asarray(actual)
    cuts = np.unique(np.quantile(before, np.linspace(0, 1, _BINS + 1)[1:-1]))
    shares = [
        np.maximum(np.bincount(np.searchsorted(cuts, each), minlength=len(cuts) + 1), _TINY)
        / len(each)
        for each in (before, now)
    ]
    return float(sum((n - b) * math.log(n / b) for b, n in zip(*shares, strict=True)))
