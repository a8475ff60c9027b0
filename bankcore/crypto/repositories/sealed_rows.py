"""Moving rows to a new key, one column at a time, while others read and write them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from bankcore.crypto import blind_index, envelope, key_ring
from bankcore.crypto.model_fields import Sealed, SealedField
from bankcore.crypto.models import Rotation

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Column:
    """One sealed column of one table."""

    model: type[models.Model]
    field: Any

    @property
    def name(self) -> str:
        """The column as an operator reads it."""
        return f"{self.model._meta.db_table}.{self.field.column}"

    def purposes(self) -> set[str]:
        """Return the purposes of the data keys that a row of this column is made with."""
        found = {self.field.purpose}
        if self.field.index:
            found.add(blind_index.key_purpose(self.field.index_purpose))
        return found


def columns() -> list[Column]:
    """Return every sealed column of the bank, in a fixed order."""
    found = [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]
    return sorted(found, key=lambda each: each.name)


def stale_rows(column: Column, *, using: str) -> int:
    """Return how many rows of the column are not under the current keys."""
    statement, values = _stale(column)
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_table(column)} WHERE {statement}", values)
        return int(cursor.fetchone()[0])


def uses(column: Column, key_id: int, *, using: str) -> int:
    """Return how many rows of the column are under this data key, or their indexes."""
    wanted = key_id.to_bytes(4)
    counted = f"substr({_quoted(column.field.column)}, 2, 4) = %s"
    values = [wanted]
    if column.field.index:
        counted += f" OR substr({_quoted(column.field.index)}, 1, 5) = %s"
        values.append(blind_index.header(key_id))
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_table(column)} WHERE {counted}", values)
        return int(cursor.fetchone()[0])


def move_batch(column: Column, *, size: int, using: str) -> int | None:
    """Seal the next rows anew, in one transaction with how far this came; returns how many.

    None when the pass is over. A row that somebody changes meanwhile is left as they made it: the
    change is made only where the old ciphertext still stands.
    """
    with transaction.atomic(using=using):
        progress, _ = Rotation.objects.using(using).get_or_create(
            table_name=column.model._meta.db_table, column_name=column.field.column
        )
        rows = _next(column, after=progress.last_row, size=size, using=using)
        if not rows:
            progress.delete()
            return None
        moved = sum(_move(column, row, using=using) for row in rows)
        progress.last_row, progress.moved = str(rows[-1].pk), progress.moved + moved
        progress.save(using=using)
    return moved


def _next(column: Column, *, after: str, size: int, using: str) -> list[models.Model]:
    statement, values = _stale(column)
    key = column.model._meta.pk
    past = "" if after == "" else f" AND {_quoted(key.column)} > %s"
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {_quoted(key.column)} FROM {_table(column)} WHERE ({statement}){past}"
            f" ORDER BY 1 LIMIT {size:d}",
            [*values, *([] if after == "" else [key.to_python(after)])],
        )
        keys = [number for (number,) in cursor.fetchall()]
    found = column.model._base_manager.using(using).filter(pk__in=keys).order_by("pk")
    steps = column.field.subject.rpartition("__")[0]
    return list(found.select_related(steps) if steps else found)


def _move(column: Column, row: models.Model, *, using: str) -> int:
    field = column.field
    stored = row.__dict__[field.attname]
    if not isinstance(stored, Sealed):
        return 0
    try:
        plain = field.opened(stored.value, row)
    except envelope.CannotDecrypt:
        # It stays as it is, and with it its key: the rotation ends by saying that rows are left.
        _log.error("%s of row %s does not open and cannot be moved", column.name, row.pk)
        return 0
    changes = {field.column: field.sealed(plain, row)}
    if field.index:
        changes[field.index] = blind_index.index_of(plain, purpose=field.index_purpose)
    puts = ", ".join(f"{_quoted(name)} = %s" for name in changes)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(column)} SET {puts}"
            f" WHERE {_quoted(row._meta.pk.column)} = %s AND {_quoted(field.column)} = %s",
            [*changes.values(), row.pk, stored.value],
        )
        return int(cursor.rowcount)


def _stale(column: Column) -> tuple[str, list[bytes]]:
    """Return the condition of rows that were made with an older key, and its values."""
    name = _quoted(column.field.column)
    key_id = key_ring.current(column.field.purpose).key_id
    known = [
        envelope.header(key_id=key_id, for_subject=for_subject) for for_subject in (False, True)
    ]
    statement, values = f"substr({name}, 1, 5) NOT IN (%s, %s)", known
    if column.field.index:
        index_key = key_ring.current(blind_index.key_purpose(column.field.index_purpose)).key_id
        statement += (
            f" OR ({name} IS NOT NULL AND substr({_quoted(column.field.index)}, 1, 5) <> %s)"
        )
        values = [*values, blind_index.header(index_key)]
    return statement, values


def _table(column: Column) -> str:
    return _quoted(column.model._meta.db_table)


def _quoted(name: str | None) -> str:
    return f'"{name}"'
