"""Making datasets from what a load has read: SQL over staged files and the files of before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import duckdb

from reporting.warehouse.domain.datasets import BY_NAME
from reporting.warehouse.domain.shapes import Dataset

_SQL: Final = Path(__file__).parent / "sql" / "build"
_BORN: Final = {
    "dim_customer": "joined_on",
    "dim_account": "opened_on",
    "dim_merchant": "joined_on",
    "dim_bond": "bought_on",
}


def built(name: str) -> str:
    """Return the query that makes a dataset."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")


def staged_columns(name: str, header: Sequence[str]) -> str:
    """Return the types of a staged file's columns, as DuckDB's reader takes them."""
    types = {each.name: each.type for each in BY_NAME[name].columns}
    return ", ".join(f"'{column}': '{types[column]}'" for column in header)


def prepare_versions(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, *, day: date, now: datetime
) -> int:
    """Compare a dimension with what was staged; returns how many things have changed or begun.

    Leaves the view `next_<name>`: the dimension with, for each thing that changed, its row known
    no more, the same row ending on the day, and a new one from the day on. Where what a thing is
    born with is another, it never was as it was known: all its rows are known no more, and stand
    corrected, for the same days, beside them.
    """
    name, key = dataset.name, dataset.key[0]
    own = [each.name for each in dataset.columns[:-4]]
    known = {
        "name": name,
        "key": key,
        "attributes": ", ".join(own),
        "differs": _differs(each for each in own if each not in dataset.born_with),
        "corrects": _differs(dataset.born_with),
        "corrected": ", ".join(
            f"{'c' if each in dataset.born_with else 'd'}.{each}" for each in own
        ),
        "day": f"DATE '{day}'",
        "moment": f"TIMESTAMP '{now.replace(tzinfo=None).isoformat(sep=' ')}'",
        "born": f"coalesce({_BORN[name]}, DATE '{day}')" if name in _BORN else "DATE '1900-01-01'",
        "from": _valid_from(name),
    }
    for statement in built("versions").split(";\n"):
        connection.execute(statement.format(**known))
    return count(connection, f"changed_{name}")


def prepare_restated(connection: duckdb.DuckDBPyConnection) -> list[date]:
    """Return the months whose entries shown as `fact_entry` are by other rates than are known now."""
    return months(connection, built("restated"))


def prepare_current(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[date]:
    """Compare rows that change with what was staged; returns the months to be written anew.

    They are those of the rows as they are now, and as they were. Leaves the view `next_<name>` of
    those months: the latest row by each key.
    """
    name = dataset.name
    columns = ", ".join(each.name for each in dataset.columns)
    told = ", ".join(each.name for each in dataset.columns if each.name not in dataset.traced_by)
    key, month = ", ".join(dataset.key), f"date_trunc('month', {dataset.month_of})::DATE"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed_{name} AS
        SELECT {columns} FROM staged_{name}
        WHERE ({key}) IN (SELECT ({key}) FROM (SELECT {told} FROM staged_{name}
                                               EXCEPT SELECT {told} FROM {name}))"""
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE months_{name} AS
        SELECT {month} AS month FROM changed_{name}
        UNION
        SELECT {month} FROM {name} WHERE ({key}) IN (SELECT ({key}) FROM changed_{name})"""
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW next_{name} AS
        SELECT {columns} FROM changed_{name}
        UNION ALL
        SELECT {columns} FROM {name}
        WHERE {month} IN (SELECT month FROM months_{name})
          AND ({key}) NOT IN (SELECT ({key}) FROM changed_{name})"""
    )
    return months(connection, f"SELECT month FROM months_{name}")


def keep_dates(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, listed: Sequence[date]
) -> None:
    """Keep dates in a table of one column for the queries that make datasets."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({column} DATE)")
    if listed:
        connection.executemany(f"INSERT INTO {table} VALUES (?)", [[each] for each in listed])


def months(connection: duckdb.DuckDBPyConnection, query: str) -> list[date]:
    """Return the months that a query of one column finds, oldest first."""
    return sorted(row[0] for row in connection.execute(query).fetchall())


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return how many rows a table or view has."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def fingerprint(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Return how many rows a table or view has, and what tells them from any others."""
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::HUGEINT FROM {table} t"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _differs(names: Iterable[str]) -> str:
    """Return what tells that the row `c` is another than `d` in any of these columns."""
    return " OR ".join(f"c.{name} IS DISTINCT FROM d.{name}" for name in names) or "false"


def _valid_from(name: str) -> str:
    """Return from when a corrected row holds: a first row, from the day of birth on."""
    if name not in _BORN:
        return "d.valid_from"
    born = _BORN[name]
    return f"CASE WHEN d.valid_from = d.{born} THEN c.{born} ELSE d.valid_from END"
