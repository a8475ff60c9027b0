"""Measured drift in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from risk.scoring.models import Drift, FraudModel


def has(model: FraudModel, day: date) -> bool:
    """Return whether the model's day is measured."""
    return Drift.objects.filter(model=model, day=day).exists()


def add(*, model: FraudModel, day: date, indices: Mapping[str, float], payments: int) -> None:
    """Keep the indices of a day."""
    Drift.objects.bulk_create(
        Drift(
            model=model,
            day=day,
            feature=name,
            index=Decimal(str(round(index, 4))),
            payments=payments,
        )
        for name, index in indices.items()
    )
