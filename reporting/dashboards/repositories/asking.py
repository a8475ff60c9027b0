"""Asking the warehouse for figures and for the rows behind them, in SQL of our own.

Names of views, keys and measures come from domain/boards.py and domain/rows.py; whatever a reader
chose is bound as a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from reporting.dashboards.domain.figures import Figure, Point
from reporting.dashboards.domain.ranges import Step
from reporting.dashboards.domain.rows import Listing
from reporting.dashboards.domain.selections import Choice
from reporting.warehouse import public as warehouse

_FOLDER: Final = Path(__file__).parent / "sql"
# In the order in which one stands on another.
_VIEWS: Final = (
    *("holder", "held", "customer", "account", "account_month", "account_day", "entry", "loan"),
    *("due", "payment", "decision"),
)
MOST_KEYS: Final = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen: codes with names of branches and products, and currencies."""

    branches: tuple[tuple[str, str], ...]
    products: tuple[tuple[str, str], ...]
    currencies: tuple[str, ...]


class Asked:
    """A version of the warehouse, seen through what a reader chose."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take an engine on which the views stand."""
        self._connection = connection

    def points(self, figure: Figure, step: Step | None) -> list[Point]:
        """Return a figure's places by their keys; a tile's only place has the key ""."""
        measures = ", ".join(f"coalesce(({each.sql})::BIGINT, 0)" for each in figure.measures)
        source = f"FROM {figure.of} WHERE {figure.where}"
        if not figure.key:
            found = self._connection.execute(f"SELECT {measures} {source}").fetchall()
            return [Point("", tuple(row)) for row in found]
        found = self._connection.execute(
            f"SELECT {_key(figure, step)} AS at, {measures} {source} GROUP BY 1"
            f" ORDER BY 1 LIMIT {MOST_KEYS}"
        ).fetchall()
        return [Point(key, tuple(values)) for key, *values in found]

    def count(self, figure: Figure, step: Step | None, at: str | None) -> int:
        """Return how many rows stand behind a figure, or behind one of its places."""
        query = f"SELECT count(*) FROM {figure.of} WHERE {_condition(figure, step, at)}"
        found = self._connection.execute(query, _bound(at)).fetchone()
        return int(found[0]) if found else 0

    def rows(
        self,
        figure: Figure,
        step: Step | None,
        at: str | None,
        *,
        listing: Listing,
        limit: int,
        offset: int,
    ) -> list[Mapping[str, Any]]:
        """Return some of the rows behind a figure, in the order of their listing."""
        names = [each.name for each in listing.columns]
        if listing.page_key and listing.page_key not in names:
            names.append(listing.page_key)
        query = (
            f"SELECT {', '.join(names)} FROM {figure.of} WHERE {_condition(figure, step, at)}"
            f" ORDER BY {listing.order} LIMIT {int(limit)} OFFSET {int(offset)}"
        )
        found = self._connection.execute(query, _bound(at)).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    def options(self) -> Options:
        """Return what a reader can choose."""
        now = "valid_to = DATE '9999-12-31' AND known_to = TIMESTAMP '9999-12-31'"
        ask = self._connection.execute
        return Options(
            branches=tuple(
                ask(
                    f"SELECT code, coalesce(b.name, CASE code WHEN 'HEAD' THEN 'Head office' END, code) FROM"
                    f" (SELECT DISTINCT branch AS code FROM dim_customer WHERE {now}"
                    f" UNION SELECT branch FROM dim_branch WHERE {now})"
                    f" LEFT JOIN (SELECT * FROM dim_branch WHERE {now}) b ON b.branch = code"
                    f" ORDER BY 1"
                ).fetchall()
            ),
            products=tuple(
                ask(
                    f"SELECT product, name FROM dim_product WHERE {now} AND kind <> 'INTERNAL'"
                    f" ORDER BY 1"
                ).fetchall()
            ),
            currencies=tuple(
                row[0]
                for row in ask(
                    f"SELECT DISTINCT currency FROM dim_account"
                    f" WHERE {now} AND kind = 'CUSTOMER' ORDER BY 1"
                ).fetchall()
            ),
        )


@contextmanager
def asked(
    version: warehouse.Version, choice: Choice, *, kinds: Sequence[tuple[int, str]] = ()
) -> Iterator[Asked]:
    """Open a version as a choice shows it; `kinds` names the kinds of bookings by number."""
    with warehouse.opened(version) as connection:
        connection.execute(
            "CREATE TEMP TABLE choice"
            " (first DATE, last DATE, until DATE, branch VARCHAR, product VARCHAR, currency VARCHAR)"
        )
        connection.execute(
            "INSERT INTO choice VALUES (?, ?, ?, ?, ?, ?)",
            [
                *(choice.first, choice.last, choice.until),
                *(choice.branch, choice.product, choice.currency),
            ],
        )
        connection.execute("CREATE TEMP TABLE kind_names (kind INTEGER, name VARCHAR)")
        if kinds:
            connection.executemany("INSERT INTO kind_names VALUES (?, ?)", [*map(list, kinds)])
        for name in _VIEWS:
            query = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"CREATE TEMP VIEW {name} AS {query}")
        yield Asked(connection)


def _key(figure: Figure, step: Step | None) -> str:
    if step is None:
        return f"coalesce(({figure.key})::VARCHAR, '')"
    return f"strftime({figure.key}, '{step.value}')"


def _condition(figure: Figure, step: Step | None, at: str | None) -> str:
    parts = [f"({figure.where})", f"({figure.opens})"]
    if at is not None:
        parts.append(f"{_key(figure, step)} = $at")
    return " AND ".join(parts)


def _bound(at: str | None) -> dict[str, str]:
    return {} if at is None else {"at": at}
