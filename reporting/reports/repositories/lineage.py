"""The rows of the warehouse behind a figure, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from reporting.reports.domain.documents import Source
from reporting.warehouse import public as warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of a dataset: a page of them, and how many there are."""

    dataset: str
    columns: tuple[warehouse.Column, ...]
    rows: list[tuple[Any, ...]]
    count: int


def rows(
    connection: duckdb.DuckDBPyConnection, source: Source, *, first: int, limit: int
) -> Rows | None:
    """Return the rows that a source names; None where there is no such dataset or column.

    Names of datasets and columns are the warehouse's own; values are bound.
    """
    dataset = warehouse.BY_NAME.get(source.dataset)
    if dataset is None or not _names(source) <= {each.name for each in dataset.columns}:
        return None
    condition, values = _condition(source)
    of = f"FROM {dataset.name} WHERE {condition}"
    counted: Any = connection.execute(f"SELECT count(*) {of}", values).fetchone()
    names = ", ".join(each.name for each in dataset.columns)
    order = ", ".join(dataset.key)
    page = f"SELECT {names} {of} ORDER BY {order} LIMIT {limit:d} OFFSET {first:d}"
    found = connection.execute(page, values).fetchall()
    return Rows(dataset=dataset.name, columns=dataset.columns, rows=found, count=counted[0])


def _names(source: Source) -> set[str]:
    between = {source.between[0]} if source.between else set()
    return {name for name, _ in source.where} | between


def _condition(source: Source) -> tuple[str, list[object]]:
    wanted: defaultdict[str, list[str | int | date]] = defaultdict(list)
    for name, value in source.where:
        wanted[name].append(value)
    parts, bound = ["true"], list[object]()
    for name, several in wanted.items():
        parts.append(f"{name} IN ({', '.join('?' * len(several))})")
        bound += several
    if source.between is not None:
        name, first, last = source.between
        parts.append(f"{name} BETWEEN ? AND ?")
        bound += [first, last]
    return " AND ".join(parts), bound
