"""Making datasets from what a load has read: SQL over staged files and the files of before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import duckdb

from reporting.warehouse.domain.datasets import BY_NAME, Dataset

_SQL: Final = Path(__file__).parent / "sql" / "build"
_FOR_EVER: Final = "9999-12-31"
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
    no more, the same row ending on the day, and a new one from the day on.
    """
    name, key = dataset.name, dataset.key[0]
    own = [each.name for each in dataset.columns[:-4]]
    attributes, moment = ", ".join(own), now.replace(tzinfo=None).isoformat(sep=" ")
    born = f"coalesce({_BORN[name]}, DATE '{day}')" if name in _BORN else "DATE '1900-01-01'"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed_{name} AS
        SELECT {attributes} FROM staged_{name}
        EXCEPT
        SELECT {attributes} FROM {name}
        WHERE valid_to = DATE '{_FOR_EVER}' AND known_to = TIMESTAMP '{_FOR_EVER}'"""
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW next_{name} AS
        WITH standing AS (
          SELECT d.*, c.{key} IS NOT NULL AND d.valid_to = DATE '{_FOR_EVER}'
                      AND d.known_to = TIMESTAMP '{_FOR_EVER}' AS ends
          FROM {name} d LEFT JOIN changed_{name} c ON c.{key} = d.{key}
        )
        SELECT {attributes}, valid_from, valid_to, known_from,
               CASE WHEN ends THEN TIMESTAMP '{moment}' ELSE known_to END AS known_to
        FROM standing
        UNION ALL
        SELECT {attributes}, valid_from, DATE '{day}', TIMESTAMP '{moment}',
               TIMESTAMP '{_FOR_EVER}'
        FROM standing WHERE ends AND valid_from < DATE '{day}'
        UNION ALL
        SELECT {attributes},
               CASE WHEN {key} IN (SELECT {key} FROM {name}) THEN DATE '{day}'
                    ELSE least({born}, DATE '{day}') END,
               DATE '{_FOR_EVER}', TIMESTAMP '{moment}', TIMESTAMP '{_FOR_EVER}'
        FROM changed_{name}"""
    )
    return count(connection, f"changed_{name}")


def prepare_current(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[date]:
    """Compare rows that change with what was staged; returns the months to be written anew.

    Leaves the view `next_<name>` of those months: the latest row by each key.
    """
    name = dataset.name
    columns = ", ".join(each.name for each in dataset.columns)
    month = f"date_trunc('month', {dataset.month_of})::DATE"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed_{name} AS
        SELECT {columns} FROM staged_{name} EXCEPT SELECT {columns} FROM {name}"""
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW next_{name} AS
        SELECT {columns} FROM changed_{name}
        UNION ALL
        SELECT {columns} FROM {name} o
        WHERE {month} IN (SELECT {month} FROM changed_{name})
          AND NOT EXISTS (SELECT 1 FROM changed_{name} c
                          WHERE ({_each("c", dataset.key)}) = ({_each("o", dataset.key)}))"""
    )
    return months(connection, f"SELECT DISTINCT {month} FROM changed_{name}")


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


def _each(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
