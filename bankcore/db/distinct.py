"""The values that columns have, each of several columns for itself, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def values_of_each(rows: QuerySet[Any], paths: Sequence[str]) -> dict[str, list[Any]]:
    """Return by its path which values each of these fields has in the rows, in order, None last.

    The rows may have a limit. They are read once, and grouped by each field alone.
    """
    found: dict[str, list[Any]] = {each: [] for each in paths}
    if not paths:
        return found
    try:
        read, values = rows.values_list(*paths).query.sql_with_params()
    except EmptyResultSet:
        return found
    columns = [f"c{place}" for place in range(len(paths))]
    every, alone = ", ".join(columns), ", ".join(f"({each})" for each in columns)
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            f"SELECT GROUPING({every}), {every} FROM ({read}) AS rows_read ({every})"  # noqa: S608 - names and Django's own statement
            f" GROUP BY GROUPING SETS ({alone})",
            values,
        )
        for others, *line in cursor.fetchall():
            place = _grouped(others, len(paths))
            found[paths[place]].append(line[place])
    return {path: sorted(each, key=lambda one: (one is None, one)) for path, each in found.items()}


def _grouped(others: int, count: int) -> int:
    """Return by which of the columns a line is grouped: the one whose bit is not set."""
    return next(each for each in range(count) if not others >> (count - 1 - each) & 1)
