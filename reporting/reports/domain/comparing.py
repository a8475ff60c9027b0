"""What two runs of a report say otherwise, figure by figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bankcore.money import Money
from reporting.reports.domain import wording
from reporting.reports.domain.documents import Cell, Document, Kind, Table


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a row that is another in the second run; empty where one has no such row."""

    table: str
    row: str
    column: str
    before: str
    after: str
    change: str


def differences(before: Document, after: Document) -> list[Difference]:
    """Return what differs, in the order of the tables; nothing where both say the same.

    A row is known by its words and days; where several are alike, by its place among them.
    """
    old, new = _figures(before), _figures(after)
    places = list(dict.fromkeys((*old, *new)))
    return [
        _difference(place, old.get(place), new.get(place))
        for place in places
        if _value(old.get(place)) != _value(new.get(place))
    ]


def _figures(document: Document) -> dict[tuple[str, str, int, str], tuple[Cell, Kind]]:
    found: dict[tuple[str, str, int, str], tuple[Cell, Kind]] = {}
    for table in document.tables:
        seen: Counter[str] = Counter()
        for row in (*table.rows, *table.totals):
            name = _name(table, row)
            seen[name] += 1
            has_figure = False
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind in wording.RIGHT:
                    has_figure = True
                    found[table.title, name, seen[name], column.heading] = cell, column.kind
            if not has_figure:
                found[table.title, name, seen[name], ""] = Cell(name), Kind.TEXT
    for each in document.reconciliations:
        found["Held against the ledger", each.what, 1, "Ledger"] = Cell(each.ledger), Kind.MONEY
    return found


def _name(table: Table, row: tuple[Cell, ...]) -> str:
    """Return the words and days of a row: what it is about."""
    told = [
        wording.shown(cell.value, column.kind)
        for column, cell in zip(table.columns, row, strict=True)
        if column.kind not in wording.RIGHT
    ]
    return " · ".join(each for each in told if each)


def _value(figure: tuple[Cell, Kind] | None) -> object:
    return None if figure is None else figure[0].value


def _difference(
    place: tuple[str, str, int, str],
    old: tuple[Cell, Kind] | None,
    new: tuple[Cell, Kind] | None,
) -> Difference:
    table, row, number, column = place
    one, other = _value(old), _value(new)
    change = ""
    if isinstance(one, Money) and isinstance(other, Money) and one.currency == other.currency:
        change = wording.shown(other - one, Kind.MONEY)
    return Difference(
        table=table,
        row=row if number == 1 else f"{row} ({number})",
        column=column,
        before="" if old is None else wording.shown(old[0].value, old[1]),
        after="" if new is None else wording.shown(new[0].value, new[1]),
        change=change,
    )
