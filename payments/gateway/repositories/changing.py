"""Changing a locked row in one round trip: what was written need not be read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

from bankcore.db.transactions import requires_transaction


@requires_transaction
def change(
    row: models.Model,
    values: Mapping[str, Any],
    *,
    added: Mapping[str, int] | None = None,
    read: Sequence[str] = (),
) -> None:
    """Set fields of a row that the caller has locked, add numbers to others, and keep it in `row`.

    `read` are fields, plain numbers or text, that `row` shall have afterwards as PostgreSQL has
    them; so it has those of `added`, whose sums are PostgreSQL's. Constraints hold as for every
    update. Raises ObjectDoesNotExist where the row is gone.
    """
    told = {name: each.value if isinstance(each, Enum) else each for name, each in values.items()}
    more = added or {}
    known = [*more, *read]
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(type(row), list(told), list(more), known),
            [*_for_database(type(row), told), *more.values(), row.pk],
        )
        found = cursor.fetchone()
    if found is None:
        raise ObjectDoesNotExist
    for name, value in (*told.items(), *zip(known, found[1:], strict=True)):
        setattr(row, name, value)


def _statement(
    model: type[models.Model], told: Sequence[str], added: Sequence[str], known: Sequence[str]
) -> str:
    """Return the update. Its names are those of the model's fields: no others are found."""
    column = {name: f'"{_field(model, name).column}"' for name in (*told, *added, *known)}
    sets = [f"{column[name]} = %s" for name in told]
    sets += [f"{column[name]} = {column[name]} + %s" for name in added]
    back = ", ".join(['"id"', *(column[name] for name in known)])
    table = model._meta.db_table  # noqa: SLF001 - Django documents it
    return f'UPDATE "{table}" SET {", ".join(sets)} WHERE "id" = %s RETURNING {back}'  # noqa: S608 - see above


def _for_database(model: type[models.Model], told: Mapping[str, Any]) -> list[Any]:
    """Return values as the database takes them; of a row that is named, its key."""
    keys = {
        name: each.pk if isinstance(each, models.Model) else each for name, each in told.items()
    }
    return [_field(model, name).get_db_prep_save(each, connection) for name, each in keys.items()]


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)  # noqa: SLF001 - Django documents it
    return cast("models.Field[Any, Any]", found)
