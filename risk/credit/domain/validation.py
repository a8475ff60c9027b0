"""How good a scorecard is: Gini, KS, stability, and whether its probabilities come true.

Gini = 2 AUC - 1; KS = the largest distance between the goods' and the bads' distributions over
the points; PSI = sum (a - e) ln(a / e) over bins of the score, above 0.25 a population has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from risk.terms import drifting
from risk.terms.ranking import auc

_BINS: Final = 10


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
        auc=auc(bad == 1, predicted),
        ks=float(np.abs(share_good - share_bad).max()),
        brier=float(((predicted - bad) ** 2).mean()),
        groups=groups,
    )


def stability(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Return the PSI of a score's distribution against that on which it was made."""
    reference = drifting.reference_of(np.asarray(expected))
    return drifting.index(np.asarray(actual), reference)
