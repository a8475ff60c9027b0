"""What a report says, whatever file it becomes, and whether it ties to the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bankcore.money import Money

Value = str | int | Decimal | Money | date | None


class Kind(StrEnum):
    """What stands in a column, which says how it is written and to which side."""

    TEXT = "TEXT"
    WHOLE = "WHOLE"
    """A count."""

    MONEY = "MONEY"
    SHARE = "SHARE"
    """A fraction as a Decimal, written in percent: Decimal("1.05") is 105.00 %."""

    NUMBER = "NUMBER"
    """A Decimal written as it is."""

    DATE = "DATE"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: the rows of a dataset of the warehouse that have these values.

    `where` pairs a column with a value; a column named twice takes any of its values.
    """

    dataset: str
    where: tuple[tuple[str, str | int | date], ...] = ()
    between: tuple[str, date, date] | None = None
    """A column of dates, and the first and the last of them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure or a word, and the rows from which the warehouse has it."""

    value: Value
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and what stands in it."""

    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `totals` are its last row, written apart. Each row has a cell for each column."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    words: str = ""
    """A sentence or two under the title: what is counted, by which paragraph."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A figure of the report beside the same figure of the ledger."""

    what: str
    reported: Money
    ledger: Money

    @property
    def difference(self) -> Money:
        """What the report has more than the ledger."""
        return self.reported - self.ledger

    @property
    def agrees(self) -> bool:
        """Whether both are the same to the cent."""
        return self.difference.minor == 0


class Drawing(StrEnum):
    """How a chart is drawn."""

    BARS = "BARS"
    LINES = "LINES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of figures: a label for each place, and lines or rows of bars by their names."""

    title: str
    drawing: Drawing
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal, ...]], ...]
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report as made for its parameters: all that its files say."""

    tables: tuple[Table, ...]
    reconciliations: tuple[Reconciliation, ...] = ()
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    """What a reader must know before they rely on a figure, such as a source that has none."""

    @property
    def ties(self) -> bool:
        """Whether every figure that is held against the ledger agrees with it."""
        return all(each.agrees for each in self.reconciliations)


def cells(*values: Value) -> tuple[Cell, ...]:
    """Return a row of cells without sources."""
    return tuple(Cell(value) for value in values)


def total(of: Sequence[Money], otherwise: Money) -> Money:
    """Return the sum of amounts of one currency; `otherwise` where there are none."""
    return sum(of[1:], of[0]) if of else otherwise
