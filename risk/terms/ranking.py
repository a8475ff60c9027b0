"""How well a score puts bad cases above good ones: the area under the curve.

Hanley and McNeil (1982): the share of pairs in the right order, by ranks.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def auc(is_bad: Any, score: Any) -> float:
    """Return the chance that a bad case is above a good one; half where they are level.

    Arrays: whether each case is bad, and its score. Not a number where all are of one sort.
    """
    values, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    bads = int(is_bad.sum())
    others = len(is_bad) - bads
    if not bads or not others or not len(values):
        return float("nan")
    ranks = middle[place][is_bad].sum()
    return float((ranks - bads * (bads + 1) / 2) / (bads * others))
