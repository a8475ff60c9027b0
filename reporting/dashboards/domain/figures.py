"""What a figure is: which rows it counts, how they are counted, and by what they are told apart.

A figure and the rows behind it are asked by the same words: the rows of `of` that meet `where`,
and for one bar those whose `key` is the bar's. So a bar counts the rows that it opens, and no
others. The words are SQL over the views in repositories/sql; none of them is a user's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure is measured in."""

    COUNT = "COUNT"
    MONEY = "MONEY"
    """Minor units of the currency that was chosen."""

    SHARE = "SHARE"
    """The first measure as a part of the second."""


class Shape(StrEnum):
    """How a figure is shown."""

    TILE = "TILE"
    """One number."""

    BARS = "BARS"
    """A group of bars for each key, in the order of the keys."""

    RANKS = "RANKS"
    """A bar for each key, the largest first."""

    LINES = "LINES"
    """A line for each measure over the keys."""


class Key(StrEnum):
    """What a figure's `key` is."""

    WORDS = "WORDS"
    DAY = "DAY"
    """A date, by which rows are put together by days, months or years as the range is long."""

    MONTH = "MONTH"
    """A date, by which rows are put together by months however long the range."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of some rows: what it is called, and the aggregate of SQL that makes it."""

    heading: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A tile or a chart.

    `needs` names a permission beside the dashboard's own; what is `whole_bank` belongs to no
    branch, so that a branch's staff are not shown it. `opens` narrows the rows that a figure opens
    where its measure counts only some of those that it looks at.
    """

    name: str
    title: str
    of: str
    measures: tuple[Measure, ...]
    shape: Shape = Shape.TILE
    unit: Unit = Unit.COUNT
    key: str = ""
    keys: Key = Key.WORDS
    where: str = "true"
    opens: str = "true"
    needs: str = ""
    whole_bank: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A page of figures. `days` is the range with which it opens (Selection.Days)."""

    name: str
    title: str
    words: str
    figures: tuple[Figure, ...]
    days: str = "MONTH"

    @property
    def tiles(self) -> tuple[Figure, ...]:
        """The figures of one number."""
        return tuple(each for each in self.figures if each.shape is Shape.TILE)

    @property
    def charts(self) -> tuple[Figure, ...]:
        """The figures that are drawn."""
        return tuple(each for each in self.figures if each.shape is not Shape.TILE)


@dataclass(frozen=True, slots=True)
class Point:
    """A bar, or a place on a line: its key, and the measures there (whole numbers)."""

    key: str
    values: tuple[int, ...]
