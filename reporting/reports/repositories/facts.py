"""Questions to the warehouse, each in a file of SQL named by what it answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb

from reporting.reports.domain.definitions import Row

_FOLDER = Path(__file__).parent / "sql"


class LakeFacts:
    """The datasets of one version, opened in the embedded engine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take an engine that shows the datasets as views of their names."""
        self._connection = connection

    def rows(self, question: str, /, **values: object) -> list[Row]:
        """Return the rows of a question, in the order that its SQL says."""
        found = self._connection.execute(_sql(question), values)
        names = [each[0] for each in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@cache
def _sql(question: str) -> str:
    return (_FOLDER / f"{question}.sql").read_text(encoding="utf-8")
