"""Whose a row is: the customer at the end of a path of columns."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.apps import apps
from django.db.models import Model


def customer_behind(*, label: str, column: str, key: object, path: Sequence[str]) -> UUID | None:
    """Return the public id of the customer that the row `column` = `key` of a model leads to.

    `path` is one lookup, such as account__customer__public_id, or, where tables are tied by a
    value and not by a foreign key: a lookup, then "app.model:column" and the lookup from there, and
    so on. None where there is no such row or no customer.
    """
    model: type[Model] = apps.get_model(label)
    value = key
    for step in path:
        if ":" in step:
            label, column = step.split(":")
            model = apps.get_model(label)
            continue
        rows = model._default_manager.filter(**{column: value})  # noqa: SLF001 - any model's rows
        value = rows.values_list(step, flat=True).first()
        if value is None:
            return None
    return value if isinstance(value, UUID) else None
