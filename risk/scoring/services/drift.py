"""Measuring how far payments have wandered from those that the champion was trained on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.scoring.domain.lives import ModelState
from risk.scoring.repositories import drifts, registry
from risk.terms import drifting


@use_case
def measure(
    *, rows: Iterable[Mapping[str, float]], day: date, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Keep the index of each of the champion's features, and of its points, for a day.

    `rows` are the values of the day's payments, `model_points` among them. Returns what is above
    0.25, and writes it to the trail, from which an alert is raised. Without a champion, a payment
    or a reference nothing is kept; a day is measured once.
    """
    asked = registry.asked()
    model = registry.get(asked.get(ModelState.CHAMPION, 0))
    found = list(rows)
    if model is None or not found or drifts.has(model, day):
        return ()
    indices = {
        name: drifting.index(_column(found, name), reference)
        for name, reference in model.reference.items()
    }
    drifts.add(model=model, day=day, indices=indices, payments=len(found))
    far = tuple(sorted(name for name, index in indices.items() if index > drifting.MUCH))
    if far:
        audit.record(
            actor=actor,
            action="scoring.model.drifted",
            subject=f"model:{model}",
            detail={"day": day.isoformat(), "features": list(far)},
            at=now,
        )
    return far


def _column(found: list[Mapping[str, float]], name: str) -> Any:
    key = "model_points" if name == "points" else name
    # As in training: what an edge was made of must fall on the same side of it.
    return np.array([values.get(key, 0.0) for values in found], dtype=np.float32)
