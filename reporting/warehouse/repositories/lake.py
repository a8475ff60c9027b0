"""The lake: Parquet files in a folder, written and read by DuckDB within bounds of memory."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
from django.conf import settings

from reporting.warehouse.domain.datasets import BY_NAME
from reporting.warehouse.domain.shapes import Dataset, Kind

_BLOCK: Final = 1 << 20
_OPTIONS: Final = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that a load has written; `path` is within the lake's folder."""

    dataset: str
    month: date | None
    path: str
    rows: int
    size: int
    sha256: str


def folder() -> Path:
    """Return the lake's folder, which only the bank's own user may enter."""
    lake: Path = settings.LAKE_FOLDER
    lake.mkdir(mode=0o700, parents=True, exist_ok=True)
    return lake


@contextmanager
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that has no data of its own and reaches for nothing outside the machine."""
    spill = folder() / "spill"
    with duckdb.connect(
        config={
            "memory_limit": settings.LAKE_MEMORY,
            "threads": settings.LAKE_THREADS,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        }
    ) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@contextmanager
def showing(files: Mapping[str, Sequence[Path]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine with a view of each dataset, of these files of the lake."""
    with engine() as connection:
        for dataset in BY_NAME:
            paths = [str(path.relative_to(folder())) for path in files.get(dataset, ())]
            show(connection, dataset, paths)
        yield connection


@contextmanager
def workshop(name: str) -> Iterator[Path]:
    """Give a load a folder for what it reads; it is gone when the load ends, well or not."""
    shop = folder() / "staging" / name
    shutil.rmtree(shop, ignore_errors=True)
    shop.mkdir(mode=0o700, parents=True)
    try:
        yield shop
    finally:
        shutil.rmtree(shop, ignore_errors=True)


def stage(connection: duckdb.DuckDBPyConnection, *, name: str, file: Path, columns: str) -> None:
    """Show a CSV file as the view `staged_<name>`; `columns` says names and types."""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW staged_{name} AS SELECT * FROM read_csv('{quoted(file)}',"
        f" header=true, nullstr='', allow_quoted_nulls=false, columns={{{columns}}},"
        " auto_detect=false)"
    )


def show(connection: duckdb.DuckDBPyConnection, dataset: str, paths: Sequence[str]) -> None:
    """Show a dataset's files as a view of its name; without files, as an empty one.

    A dimension is shown by its name followed by `_on` as well: `dim_account_on($day)` are its rows
    that held on a day, as far as is known.
    """
    described = BY_NAME[dataset]
    if paths:
        listed = ", ".join(f"'{quoted(folder() / path)}'" for path in sorted(paths))
        source = f"read_parquet([{listed}], hive_partitioning=false)"
        shown = ", ".join(column.name for column in described.columns)
        query = f"SELECT {shown} FROM {source}"
    else:
        nothing = ", ".join(f"NULL::{each.type} AS {each.name}" for each in described.columns)
        query = f"SELECT {nothing} WHERE false"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {dataset} AS {query}")
    if described.kind is Kind.VERSIONED:
        connection.execute(
            f"CREATE OR REPLACE TEMP MACRO {dataset}_on(day) AS TABLE SELECT * FROM {dataset}"
            " WHERE valid_from <= day AND valid_to > day AND known_to = TIMESTAMP '9999-12-31'"
        )


def write(
    connection: duckdb.DuckDBPyConnection, *, dataset: str, query: str, load: int
) -> list[WrittenFile]:
    """Write the rows of a query as files of a dataset, one a month; returns them.

    A file of the same load that a crash has left is written over.
    """
    described = BY_NAME[dataset]
    into = folder() / dataset / f"load-{load:08d}"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(mode=0o700, parents=True)
    _copy(connection, described, query, into)
    return [_described(connection, described, file) for file in sorted(into.rglob("*.parquet"))]


def write_month(
    connection: duckdb.DuckDBPyConnection,
    *,
    dataset: str,
    query: str,
    load: int,
    month: date,
    part: str = "part",
) -> WrittenFile:
    """Write the rows of a query, all of one month, as one file of a dataset; returns it.

    A file of the same load that a crash has left is written over.
    """
    described = BY_NAME[dataset]
    into = folder() / dataset / f"load-{load:08d}" / f"month_of_file={month:%Y-%m}"
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = into / f"{part}-0.parquet"
    _copy_one(connection, described, query, file)
    return _described(connection, described, file)


def sha256_of(path: str) -> str | None:
    """Return the hash of a file of the lake; None where there is no such file."""
    file = folder() / path
    if not file.is_file():
        return None
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _copy(
    connection: duckdb.DuckDBPyConnection, described: Dataset, query: str, into: Path
) -> None:
    order = ", ".join(described.sorted_by)
    if described.month_of:
        month = f"strftime({described.month_of}, '%Y-%m') AS month_of_file"
        rows = (
            f"SELECT {_columns(described)}, {month} FROM ({query}) ORDER BY month_of_file, {order}"
        )
        connection.execute(
            f"COPY ({rows}) TO '{quoted(into)}' ({_OPTIONS}, PARTITION_BY (month_of_file),"
            " OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'part-{i}')"
        )
        return
    _copy_one(connection, described, query, into / "part-0.parquet")


def _copy_one(
    connection: duckdb.DuckDBPyConnection, described: Dataset, query: str, file: Path
) -> None:
    order = ", ".join(described.sorted_by)
    rows = f"SELECT {_columns(described)} FROM ({query}) ORDER BY {order}"
    connection.execute(f"COPY ({rows}) TO '{quoted(file)}' ({_OPTIONS})")


def _columns(described: Dataset) -> str:
    return ", ".join(f"CAST({c.name} AS {c.type}) AS {c.name}" for c in described.columns)


def _described(
    connection: duckdb.DuckDBPyConnection, described: Dataset, file: Path
) -> WrittenFile:
    path = str(file.relative_to(folder()))
    found: Any = connection.execute(
        f"SELECT num_rows FROM parquet_file_metadata('{quoted(file)}')"
    ).fetchone()
    month = file.parent.name.removeprefix("month_of_file=") if described.month_of else ""
    return WrittenFile(
        dataset=described.name,
        month=date.fromisoformat(f"{month}-01") if month else None,
        path=path,
        rows=int(found[0]),
        size=file.stat().st_size,
        sha256=sha256_of(path) or "",
    )


def quoted(path: Path) -> str:
    """Return a path as a text of SQL holds it."""
    return str(path).replace("'", "''")
