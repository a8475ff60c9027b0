"""Whom a row of any app is about."""

from __future__ import annotations

from django.apps import apps
from django.db import models


def customer_of(model: str, pk: str, way: str) -> str | None:
    """Return the public id of the customer whom the row shows; None where there is no such row.

    `way` is as bankcore/audited.py writes it.
    """
    way, _, onwards = way.partition("@")
    found = _rows(model).filter(pk=pk).values_list(way, flat=True).first()
    if found is None or not onwards:
        return None if found is None else str(found)
    app, name, rest = onwards.split(".")
    rows = _rows(f"{app}.{name}").filter(public_id=found)
    further = rows.values_list(rest, flat=True).first()
    return None if further is None else str(further)


def _rows(model: str) -> models.QuerySet[models.Model]:
    return models.QuerySet(apps.get_model(model))
