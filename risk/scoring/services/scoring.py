"""Asking the champion, and the model in shadow beside it, about a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from risk.scoring.domain.lives import ModelState
from risk.scoring.domain.scores import MOST_POINTS, Score, calibrated, strongest
from risk.scoring.repositories import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A model as this process has it."""

    model_id: int
    name: str
    version: int
    names: tuple[str, ...]
    calibration: Mapping[str, Any]
    booster: Any

    def rows(self, values: Sequence[Mapping[str, float]]) -> Any:
        import numpy as np  # noqa: PLC0415 - only where a model is asked

        return np.array([[each.get(name, 0.0) for name in self.names] for each in values])

    def probabilities(self, rows: Any) -> list[float]:
        raw = self.booster.predict(rows, num_threads=1)
        return [calibrated(float(each), self.calibration) for each in raw]


class _Shelf:
    """The models that this process read last: a model's content never changes."""

    loaded: dict[int, _Loaded] = {}


ASKED: Final = registry.ASKED
"""A question to the database for which models are asked, by their state, as a JSON object."""


def score(*, values: Mapping[str, float]) -> Score | None:
    """Return what the champion says of a payment by its features; None where none stands.

    What is not among the values is 0. One small question to the database a payment.
    """
    (found,) = score_many(values=[values])
    return found


def score_many(
    *, values: Sequence[Mapping[str, float]], asked: Mapping[str, int] | None = None
) -> list[Score | None]:
    """Return what the champion says of several payments; who knows which are asked says so."""
    asked = registry.asked() if asked is None else asked
    if ModelState.CHAMPION not in asked:
        return [None] * len(values)
    for gone in set(_Shelf.loaded) - set(asked.values()):
        _Shelf.loaded.pop(gone, None)
    champion = _get(asked[ModelState.CHAMPION])
    rows = champion.rows(values)
    moved = champion.booster.predict(rows, pred_contrib=True, num_threads=1)
    others = _challenge(asked, values)
    return [
        Score(
            probability=probability,
            points=round(probability * MOST_POINTS),
            model=champion.name,
            version=champion.version,
            reasons=strongest(champion.names, contributions[:-1]),
            challenger=other,
        )
        for probability, contributions, other in zip(
            champion.probabilities(rows), moved, others, strict=True
        )
    ]


def _challenge(
    asked: Mapping[str, int], values: Sequence[Mapping[str, float]]
) -> Sequence[float | None]:
    if ModelState.SHADOW not in asked:
        return [None] * len(values)
    challenger = _get(asked[ModelState.SHADOW])
    return challenger.probabilities(challenger.rows(values))


def warm() -> bool:
    """Load the models that are asked and ask them once; returns whether there is a champion.

    A process does so before it takes its first payment: loading a model's library takes longer
    than screening may.
    """
    return score(values={}) is not None


def _get(model_id: int) -> _Loaded:
    found = _Shelf.loaded.get(model_id)
    if found is None:
        import lightgbm  # noqa: PLC0415 - a process that scores nothing is spared its loading

        row = registry.get(model_id)
        if row is None:  # the database keeps every model for ever
            raise LookupError(model_id)
        found = _Shelf.loaded[model_id] = _Loaded(
            model_id=model_id,
            name=row.name,
            version=row.version,
            names=tuple(row.feature_names),
            calibration=row.calibration,
            booster=lightgbm.Booster(model_str=row.content),
        )
    return found
