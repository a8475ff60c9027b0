"""Asking the champion, and the model in shadow beside it, about a payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

    def row(self, values: Mapping[str, float]) -> Any:
        import numpy as np  # noqa: PLC0415 - only where a model is asked

        return np.array([[values.get(name, 0.0) for name in self.names]])

    def probability(self, row: Any) -> float:
        raw = float(self.booster.predict(row, num_threads=1)[0])
        return calibrated(raw, self.calibration)


class _Shelf:
    """The models that this process read last: a model's content never changes."""

    loaded: dict[int, _Loaded] = {}


def score(*, values: Mapping[str, float]) -> Score | None:
    """Return what the champion says of a payment by its features; None where none stands.

    What is not among the values is 0. One small question to the database a payment.
    """
    asked = registry.asked()
    if ModelState.CHAMPION not in asked:
        return None
    for gone in set(_Shelf.loaded) - set(asked.values()):
        _Shelf.loaded.pop(gone, None)
    champion = _get(asked[ModelState.CHAMPION])
    row = champion.row(values)
    probability = champion.probability(row)
    moved = champion.booster.predict(row, pred_contrib=True, num_threads=1)[0]
    challenger = None if ModelState.SHADOW not in asked else _get(asked[ModelState.SHADOW])
    return Score(
        probability=probability,
        points=round(probability * MOST_POINTS),
        model=champion.name,
        version=champion.version,
        reasons=strongest(champion.names, moved[:-1]),
        challenger=None if challenger is None else challenger.probability(challenger.row(values)),
    )


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
