"""The ids and subjects of rows that have sealed columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import connection, models


def number_before_insert(model: type[models.Model]) -> None:
    """Let rows of `model` take their id from its sequence before they are inserted.

    Django asks the primary key for a value of a row that has none: here it has one to give.
    """
    key = model._meta.pk
    if isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        key.get_pk_value_on_save = partial(_next_id, model)  # type: ignore[method-assign]


def reserve(rows: Sequence[models.Model]) -> None:
    """Give ids to many new rows of one model at once, in order."""
    if rows:
        for row, number in zip(rows, next_ids(type(rows[0]), len(rows)), strict=True):
            row.pk = number


def subject_of(row: models.Model, path: str) -> str:
    """Return whom the row is about: "accounts.customer:17"; "" where the way ends in nothing."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    key = row._meta.get_field(last)
    number = getattr(row, key.attname)  # type: ignore[union-attr]
    return "" if number is None else subject_name(key.related_model, number)  # type: ignore[arg-type]


def subject_name(model: type[models.Model], number: object) -> str:
    """Return the name of a row as a subject."""
    return f"{model._meta.label_lower}:{number}"


def _next_id(model: type[models.Model], instance: models.Model | None = None) -> int:
    del instance
    return next_ids(model, 1)[0]


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ids that so many new rows of a model are to have, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]
