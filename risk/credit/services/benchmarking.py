"""A scorecard and a boosted challenger on published cases, ten folds, the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from risk.credit.domain import scorecards
from risk.credit.domain.published import CaseSet
from risk.terms.ranking import auc

_FOLDS: Final = 10
_ROUNDS: Final = 150
_PARAMETERS: Final = {
    "objective": "binary",
    "num_leaves": 8,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "num_threads": 1,
    "verbose": -1,
    "seed": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Mean areas under the curve over the folds, with their standard deviations."""

    cases: int
    scorecard: float
    scorecard_sd: float
    boosted: float
    boosted_sd: float


def compare(found: CaseSet) -> Compared:
    """Return both models' figures; every case is judged once, by models that never saw it."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - heavy; a command alone

    bads = np.asarray(found.bads)
    numbers = _as_numbers(found)
    ours, theirs = [], []
    for learn, rest in StratifiedKFold(_FOLDS, shuffle=True, random_state=1).split(bads, bads):
        ours.append(auc(bads[rest] == 1, _by_scorecard(found, learn, rest)))
        theirs.append(auc(bads[rest] == 1, _by_boosting(found, numbers, bads, learn, rest)))
    return Compared(
        cases=len(bads),
        scorecard=float(np.mean(ours)),
        scorecard_sd=float(np.std(ours)),
        boosted=float(np.mean(theirs)),
        boosted_sd=float(np.std(theirs)),
    )


def _by_scorecard(
    found: CaseSet, learn: NDArray[np.int64], rest: NDArray[np.int64]
) -> NDArray[np.float64]:
    card = scorecards.fit(
        {name: [values[place] for place in learn] for name, values in found.columns.items()},
        [found.bads[place] for place in learn],
        texts=found.texts,
        special=found.special,
    )
    log_odds = np.full(len(rest), card.intercept)
    for each, weight in zip(card.characteristics, card.weights, strict=True):
        values = [found.columns[each.name][place] for place in rest]
        log_odds += weight * np.array(scorecards.woes(each, values))
    return -log_odds


def _by_boosting(
    found: CaseSet,
    numbers: NDArray[np.float64],
    bads: NDArray[np.int64],
    learn: NDArray[np.int64],
    rest: NDArray[np.int64],
) -> Any:
    import lightgbm  # noqa: PLC0415 - heavy; a command alone

    texts = [place for place, name in enumerate(found.columns) if name in found.texts]
    data = lightgbm.Dataset(numbers[learn], bads[learn], categorical_feature=texts)
    return lightgbm.train(_PARAMETERS, data, _ROUNDS).predict(numbers[rest])


def _as_numbers(found: CaseSet) -> NDArray[np.float64]:
    columns = []
    for name, values in found.columns.items():
        if name in found.texts:
            codes = {each: float(place) for place, each in enumerate(sorted(set(values)))}
            columns.append([codes[each] for each in values])
        else:
            columns.append(list(values))
    return np.array(columns, dtype=np.float64).T
