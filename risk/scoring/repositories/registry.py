"""Models in the database."""

from __future__ import annotations

import json
from typing import Final

from django.db import connection
from django.db.models import Max

from risk.scoring.domain.lives import ModelState
from risk.scoring.models import FraudModel


def add(model: FraudModel) -> FraudModel:
    """Keep a new model."""
    model.save(force_insert=True)
    return model


def next_version(name: str) -> int:
    """Return the number of the name's next version."""
    last = FraudModel.objects.filter(name=name).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def get(model_id: int) -> FraudModel | None:
    """Return a model."""
    return FraudModel.objects.filter(pk=model_id).first()


def get_locked(model_id: int) -> FraudModel | None:
    """Return a model, locked."""
    return FraudModel.objects.select_for_update().filter(pk=model_id).first()


def in_state_locked(state: ModelState) -> FraudModel | None:
    """Return the model in the state, locked; there is one at most of those that are asked."""
    return FraudModel.objects.select_for_update().filter(state=state).first()


ASKED: Final = """SELECT coalesce(jsonb_object_agg(state, id), '{}')
  FROM scoring_fraudmodel WHERE state IN ('CHAMPION', 'SHADOW')"""


def asked() -> dict[str, int]:
    """Return which models are asked, by their state: one small question."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        found: dict[str, int] = json.loads(cursor.fetchone()[0])
        return found


def save(model: FraudModel, *fields: str) -> None:
    """Keep what changed of a model."""
    model.save(update_fields=fields)
