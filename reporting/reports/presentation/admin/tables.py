"""A document as a page shows it: cells in words, figures as links to the rows behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reporting.reports import public as reports
from reporting.reports.public import Cell, Table, wording

MOST_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What a cell says, whether at the right, and where the rows behind it are shown."""

    words: str
    is_figure: bool
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table of the page; `count` is how many rows there are, of which the first are shown."""

    title: str
    words: str
    headings: tuple[ShownCell, ...]
    rows: list[list[ShownCell]]
    totals: list[list[ShownCell]]
    count: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the page shows."""
        return self.count > len(self.rows)


Linked = Callable[[int, int, int], str]


def shown(document: reports.Document, link: Linked) -> list[ShownTable]:
    """Return the tables of a document; `link(table, row, column)` leads to the rows of a figure."""
    return [_table(number, each, link) for number, each in enumerate(document.tables)]


def _table(number: int, table: Table, link: Linked) -> ShownTable:
    codes = wording.currencies(table)

    def row(at: int, of: tuple[Cell, ...]) -> list[ShownCell]:
        return [
            ShownCell(
                wording.shown(cell.value, column.kind, currency=code),
                column.kind in wording.RIGHT,
                link(number, at, place) if cell.source else "",
            )
            for place, (column, cell, code) in enumerate(zip(table.columns, of, codes, strict=True))
        ]

    count = len(table.rows)
    headings = zip(wording.headings(table), table.columns, strict=True)
    return ShownTable(
        title=table.title,
        words=table.words,
        headings=tuple(ShownCell(told, column.kind in wording.RIGHT) for told, column in headings),
        rows=[row(at, of) for at, of in enumerate(table.rows[:MOST_ROWS])],
        totals=[row(count + at, of) for at, of in enumerate(table.totals)],
        count=count,
    )
