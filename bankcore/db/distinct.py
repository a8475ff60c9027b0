"""What the columns of a list's rows have: their values, each for itself, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, QuerySet


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


def sums_by(
    rows: QuerySet[Any], by: str, summed: Sequence[Any], *, most: int
) -> list[tuple[Any, ...]]:
    """Return for each value of the field `by`, in order: it, how many rows have it, their sums.

    `summed` are fields or expressions; a sum over nothing is None. Of more than `most` rows, as
    many are summed. Each is read once: one that is looked up again by its key is read twice.
    """
    asked = {
        f"summed_{place}": F(each) if isinstance(each, str) else each
        for place, each in enumerate(summed)
    }
    try:
        read, values = (
            rows.order_by()
            .annotate(summed_by=F(by), **asked)
            .values_list("pk", "summed_by", *asked)[:most]
            .query.sql_with_params()
        )
    except EmptyResultSet:
        return []
    columns = ", ".join(asked)
    sums = ", ".join(f"sum({each})" for each in asked)
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            f"SELECT summed_by, count(*), {sums} FROM ({read})"  # noqa: S608 - names and Django's own statement
            f" AS rows_read (pk, summed_by, {columns}) GROUP BY summed_by ORDER BY summed_by",
            values,
        )
        lines: list[tuple[Any, ...]] = cursor.fetchall()
        return lines


def _grouped(others: int, count: int) -> int:
    """Return by which of the columns a line is grouped: the one whose bit is not set."""
    return next(each for each in range(count) if not others >> (count - 1 - each) & 1)
