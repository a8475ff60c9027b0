"""What a report is: its name, its parameters, and how it is made from the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from bankcore.money import Money
from reporting.reports.domain.documents import Document

Row = Mapping[str, Any]


class Facts(Protocol):
    """The warehouse as it was known at a moment."""

    def rows(self, question: str, /, **values: object) -> list[Row]:
        """Return the rows of `repositories/sql/<question>.sql`, whose $names are `values`."""


class Books(Protocol):
    """The ledger's own figures, against which a report is held."""

    def lines(self, day: date) -> list[BookLine]:
        """Return what stands on each line at the end of a closed day; raises DayNotRolledUp."""

    def results(self, first: date, last: date) -> list[BookLine]:
        """Return what each line of income and expense moved by, both days included."""


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the general ledger in one currency; `balance` is credits less debits."""

    gl_code: str
    name: str
    category: str
    balance: Money


class ParameterKind(StrEnum):
    """What may be given for a parameter."""

    DATE = "DATE"
    TEXT = "TEXT"
    WHOLE = "WHOLE"
    CHOICE = "CHOICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a reader chooses beside the day; with a `default` of "" it may be left out."""

    name: str
    title: str
    kind: ParameterKind = ParameterKind.TEXT
    default: str = ""
    choices: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a report is made from.

    `day` is the business day that it is about, `known_at` the moment whose knowledge it uses,
    `values` the parameters that were given, each of its kind (a date, a whole number, a text).
    """

    day: date
    known_at: datetime
    facts: Facts
    books: Books
    values: Mapping[str, str | int | date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A report in the form that an authority takes: how the file is called, its type and bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of the catalogue.

    `make` says what it comes to; it reads through its inputs and the doors of the bank, changes
    nothing, and gives the same for the same inputs. `official` writes the authority's form of it.
    A report that is `released` goes out only once a second person has released it; one that
    `names_persons` is kept encrypted, and no longer than it must.

    Whoever makes or opens it needs the permission `needs` as well, where one is named; without
    one, a report that names persons is for who may read those. `kept_years` 0 is the usual time.
    """

    name: str
    title: str
    family: str
    words: str
    make: Callable[[Inputs], Document]
    parameters: tuple[Parameter, ...] = ()
    released: bool = False
    names_persons: bool = False
    official: Callable[[Inputs, Document], OfficialFile] | None = None
    needs: str = ""
    kept_years: int = 0

    @property
    def permission(self) -> str:
        """What opening it takes beside the right to look at reports; empty: nothing."""
        return self.needs or ("reports.read_persons" if self.names_persons else "")

    @property
    def retention_years(self) -> int:
        """How long its files are kept: ten years as books are, five where persons are named."""
        return self.kept_years or (5 if self.names_persons else 10)
