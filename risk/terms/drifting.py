"""How far a distribution has wandered: the population stability index over tenths.

Sum over the classes of (now - then) x ln(now / then); a share of nothing counts as 0.0001.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

MUCH: Final = 0.25
_LEAST: Final = 1e-4
_TENTHS: Final = np.linspace(0.1, 0.9, 9)


def reference_of(values: Any) -> dict[str, list[float]]:
    """Return the edges of the tenths of the values, each once, and the share of each class."""
    edges = np.unique(np.quantile(values, _TENTHS))
    return {"edges": edges.tolist(), "shares": _shares(values, edges).tolist()}


def index(values: Any, reference: dict[str, list[float]]) -> float:
    """Return the index of the values against a reference; 0 where nothing has changed."""
    then = np.maximum(np.array(reference["shares"]), _LEAST)
    now = np.maximum(_shares(values, np.array(reference["edges"])), _LEAST)
    return float(((now - then) * np.log(now / then)).sum())


def _shares(values: Any, edges: Any) -> Any:
    places = np.searchsorted(edges, values, side="left")
    return np.bincount(places, minlength=len(edges) + 1) / max(len(values), 1)
