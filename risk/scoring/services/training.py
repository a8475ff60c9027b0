"""Training a model on the bank's own payments: by time, with labels as late as they come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from sklearn.isotonic import IsotonicRegression

from bankcore.actor import Actor
from risk.scoring.domain import fitting, measures
from risk.scoring.domain.scores import MOST_POINTS
from risk.scoring.services.registry import CannotTrain, NewModel, keep
from risk.terms import drifting
from risk.terms.catalogue import LABEL_DELAY, NAMES
from risk.terms.ranking import auc

Row = tuple[Mapping[str, float], bool, datetime]
POINTS: Final = "points"  # the points' place among the reference's distributions
_TESTED: Final = 0.25  # the last part of the time
_LEAST_FRAUDS: Final = 10
_TREES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    values: Any
    is_fraud: Any
    at: Any  # seconds since 1970


def train(*, rows: Iterable[Row], name: str, actor: Actor, now: datetime) -> int:
    """Train on payments (values, whether fraud, when) and keep a candidate; returns its id.

    Nothing younger than the delay of labels is used: it would pass for genuine. The last quarter
    of the time is for testing and calibration, and between it and training lies the delay again.
    The model never goes live by this. Raises CannotTrain.
    """
    past = _read(rows, now)
    trained, tested = _split(past)
    varying = [
        place for place, name in enumerate(NAMES) if np.ptp(past.values[trained][:, place]) > 0
    ]
    values = past.values[:, varying]
    names = tuple(NAMES[place] for place in varying)
    model = fitting.fit(
        values=values[trained], is_fraud=past.is_fraud[trained], names=names, trees=_TREES
    )
    raw, bad = model.predict(values[tested]), past.is_fraud[tested]
    table = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(raw, bad)
    reference = {each: drifting.reference_of(values[trained][:, n]) for n, each in enumerate(names)}
    reference[POINTS] = drifting.reference_of(np.round(table.predict(raw) * MOST_POINTS))
    found = NewModel(
        name=name,
        content=model.model_to_string(),
        calibration={
            "raw": table.X_thresholds_.tolist(),
            "probability": table.y_thresholds_.tolist(),
        },
        reference=reference,
        metrics={
            "auc": round(auc(bad, raw), 4),
            "average_precision": round(measures.average_precision(bad, raw), 4),
            "trained_on": int(trained.sum()),
            "trained_on_frauds": int(past.is_fraud[trained].sum()),
            "tested_on": int(tested.sum()),
            "tested_on_frauds": int(bad.sum()),
        },
        data_hash=hashlib.sha256(
            past.values.tobytes() + past.is_fraud.tobytes() + past.at.tobytes()
        ).hexdigest(),
    )
    return keep(model=found, actor=actor, now=now)


def _read(rows: Iterable[Row], now: datetime) -> _Past:
    until = now - LABEL_DELAY
    known = [
        (np.array([values.get(name, 0.0) for name in NAMES], dtype=np.float32), is_fraud, at)
        for values, is_fraud, at in rows
        if at <= until
    ]
    _require(bool(known))
    return _Past(
        values=np.stack([values for values, _, _ in known]),
        is_fraud=np.array([is_fraud for _, is_fraud, _ in known], dtype=bool),
        at=np.array([at.timestamp() for _, _, at in known]),
    )


def _split(past: _Past) -> tuple[Any, Any]:
    first, last = past.at.min(), past.at.max()
    begins = last - (last - first) * _TESTED
    trained = past.at < begins - LABEL_DELAY.total_seconds()
    tested = past.at >= begins
    for part in (trained, tested):
        frauds = int(past.is_fraud[part].sum())
        _require(_LEAST_FRAUDS <= frauds < int(part.sum()))
    return trained, tested


def _require(holds: bool) -> None:  # noqa: FBT001 - reads as a statement
    if not holds:
        message = "Too few payments or frauds are known to train and to test a model."
        raise CannotTrain(message)
