"""Engines that work out a query over the lake's files: the embedded one, or a cluster of Spark.

Both read the same files and take the same expressions of Ibis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from reporting.warehouse.domain.datasets import BY_NAME, DATASETS
from reporting.warehouse.repositories import lake


class Engine:
    """The datasets of one version as tables of one engine."""

    def __init__(self, backend: BaseBackend, tables: Mapping[str, Table]) -> None:
        """Keep the engine and what it shows."""
        self._backend = backend
        self.tables = tables

    def rows(self, query: Table) -> pa.Table:
        """Work a query out; returns its rows."""
        found: pa.Table = self._backend.to_pyarrow(query)
        return found


@contextmanager
def embedded(files: Mapping[str, tuple[Path, ...]]) -> Iterator[Engine]:
    """Open DuckDB, in this process, on a version's files."""
    with lake.showing(files) as connection:
        backend = ibis.duckdb.from_connection(connection)
        yield Engine(backend, {name: backend.table(name) for name in BY_NAME})


@contextmanager
def on_spark(session: Any, files: Mapping[str, tuple[Path, ...]]) -> Iterator[Engine]:
    """Take a session of Spark that reaches the lake's folder by the same path."""
    backend = ibis.pyspark.connect(session)
    tables = {}
    for dataset in DATASETS:
        paths = sorted(str(path) for path in files.get(dataset.name, ()))
        read = session.read.option("recursiveFileLookup", "true")
        frame = (
            read.parquet(*paths)
            if paths
            else session.createDataFrame([], schema=_schema(dataset.name))
        )
        frame.createOrReplaceTempView(dataset.name)
        tables[dataset.name] = backend.table(dataset.name).select(
            [column.name for column in dataset.columns]
        )
    yield Engine(backend, tables)


def _schema(dataset: str) -> str:
    columns = BY_NAME[dataset].columns
    return ", ".join(f"{each.name} {each.type.replace('VARCHAR', 'STRING')}" for each in columns)
