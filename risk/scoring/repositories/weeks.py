"""Weeks of a model in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from risk.scoring.models import FraudModel, Performance


def add(row: Performance) -> None:
    """Keep a week."""
    row.save(force_insert=True)


def measured(model: FraudModel) -> frozenset[date]:
    """Return which weeks of a model are measured."""
    rows = Performance.objects.filter(model=model)
    return frozenset(rows.values_list("week", flat=True))


def trend(model: FraudModel) -> Sequence[Performance]:
    """Return a model's weeks, the oldest first."""
    return list(Performance.objects.filter(model=model).order_by("week"))
