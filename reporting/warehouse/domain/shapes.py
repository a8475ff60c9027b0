"""What a dataset of the warehouse is: how it grows, its grain, its key, its columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How a dataset grows."""

    APPENDED = "APPENDED"
    """Rows are added and never changed; each load adds files."""

    VERSIONED = "VERSIONED"
    """A dimension of type 2: a change ends a row and begins another."""

    DERIVED = "DERIVED"
    """Made anew from other datasets, in the months that have changed."""

    CURRENT = "CURRENT"
    """One row by the key, the latest; the months in which rows have changed are written anew."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in SQL, and what it means."""

    name: str
    type: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table of the star. `key` names the columns that no two rows share."""

    name: str
    kind: Kind
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    month_of: str = ""
    """The date by whose month files are cut; empty: one file."""

    sorted_by: tuple[str, ...] = ()


def columns_of(text: str) -> tuple[Column, ...]:
    """Return the columns of a table of name, type and words, a line each."""
    rows = [line.strip().split("|") for line in text.strip().splitlines()]
    return tuple(Column(name.strip(), kind.strip(), words.strip()) for name, kind, words in rows)


_KNOWN: Final = """
    valid_from | DATE | The first business day on which the row holds.
    valid_to | DATE | The first business day on which it holds no more; 9999-12-31: it still does.
    known_from | TIMESTAMP | When the bank's warehouse learnt it, UTC.
    known_to | TIMESTAMP | When it learnt better, UTC; 9999-12-31: it has not.
"""


def dimension(name: str, grain: str, key: str, columns: str) -> Dataset:
    """Return a dimension of type 2, with the columns of its versions."""
    return Dataset(
        name=name,
        kind=Kind.VERSIONED,
        grain=grain,
        key=(key, "valid_from", "known_from"),
        columns=columns_of(columns) + columns_of(_KNOWN),
        sorted_by=(key, "valid_from", "known_from"),
    )
