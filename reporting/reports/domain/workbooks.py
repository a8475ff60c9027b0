"""A report as a workbook of Excel: a sheet a table, every figure of its own type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from bankcore.money import Money
from reporting.reports.domain import wording
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Table,
    cells,
)

# Excel keeps 15 digits of a number. What is longer is written as text, which loses none.
_DIGITS: Final = 15
_MOST: Final = 10**_DIGITS
_FIRST_DAY: Final = date(1900, 3, 1)
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST: Final = 60
_NO_DECIMALS: Final = "#,##0"


def render(cover: Cover, document: Document) -> bytes:
    """Return the workbook: its head, its tables, and what it was held against.

    The same document gives the same bytes: the file says that it was made on the report's day.
    Text stays text, whatever it begins with.
    """
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        day = cover.day
        book.set_properties(
            {
                "title": cover.title,
                "company": cover.bank,
                "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001 - a day, no moment
            }
        )
        made = _Book(book)
        made.cover(cover, document)
        for table in document.tables:
            made.table(table)
        if document.reconciliations:
            made.table(_held(document.reconciliations))
    return file.getvalue()


def _held(of: tuple[Reconciliation, ...]) -> Table:
    columns = (
        Column("What"),
        *(Column(each, Kind.MONEY) for each in ("Report", "Ledger", "Difference")),
    )
    return Table(
        title="Held against the ledger",
        columns=columns,
        rows=tuple(cells(each.what, each.reported, each.ledger, each.difference) for each in of),
    )


class _Book:
    """A workbook in the making; formats are made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[str, bool], Any] = {}
        self._names: set[str] = set()

    def cover(self, cover: Cover, document: Document) -> None:
        """Write the first sheet: what the report is, whether it ties, what to know."""
        sheet = self._book.add_worksheet(self._name("Report"))
        bold = self._format("", bold=True)
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        alarm = self._book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B00020"}
        )
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        sheet.write_string(
            0, 0, cover.title, self._book.add_format({"bold": True, "font_size": 14})
        )
        sheet.write_string(1, 0, cover.words)
        row = 3
        for name, told in cover.facts:
            sheet.write_string(row, 0, name, bold)
            sheet.write_string(row, 1, told)
            row += 1
        sheet.write_string(row, 0, "Ties to the ledger", bold)
        if document.ties:
            sheet.write_string(row, 1, "yes" if document.reconciliations else "nothing to hold")
        else:
            sheet.write_string(row, 1, "NO: see what it was held against, on the last sheet", alarm)
        for warning in document.warnings:
            row += 1
            sheet.write_string(row, 0, "Warning", bold)
            sheet.write_string(row, 1, warning, wrapped)

    def table(self, table: Table) -> None:
        """Write a table on a sheet of its own, its heading frozen."""
        sheet = self._book.add_worksheet(self._name(table.title))
        sheet.write_string(0, 0, table.title, self._format("", bold=True))
        sheet.write_string(1, 0, table.words)
        heading = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        headings = wording.headings(table)
        widths = [len(each) for each in headings]
        for at, told in enumerate(headings):
            sheet.write_string(2, at, told, heading)
        for number, row in enumerate((*table.rows, *table.totals), start=3):
            is_total = number >= 3 + len(table.rows)
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self._cell(sheet, number, at, cell, column.kind, is_total=is_total)
                widths[at] = max(widths[at], len(wording.shown(cell.value, column.kind)))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, min(width, _WIDEST) + 2)
        sheet.freeze_panes(3, 1)
        if table.rows:
            sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)

    def _cell(
        self, sheet: Any, row: int, at: int, cell: Cell, kind: Kind, *, is_total: bool
    ) -> None:
        value = cell.value
        write, told, number_format = _typed(sheet, value, kind)
        write(row, at, told, self._format(number_format, bold=is_total))

    def _format(self, number_format: str, *, bold: bool) -> Any:
        key = (number_format, bold)
        if key not in self._formats:
            told: dict[str, object] = {"num_format": number_format} if number_format else {}
            if bold:
                told["bold"] = True
            self._formats[key] = self._book.add_format(told)
        return self._formats[key]

    def _name(self, title: str) -> str:
        """Return a name that Excel takes for a sheet, and that no other sheet has."""
        plain = " ".join(title.translate(_NOT_IN_NAMES).split())[:_LONGEST_NAME].strip() or "Table"
        name, number = plain, 1
        while name.casefold() in self._names:
            number += 1
            end = f" {number}"
            name = plain[: _LONGEST_NAME - len(end)] + end
        self._names.add(name.casefold())
        return name


def _typed(sheet: Any, value: Any, kind: Kind) -> tuple[Callable[..., object], Any, str]:
    """Return what writes the value, the value as it takes it, and its format."""
    if value is None or value == "":
        return _nothing(sheet), "", ""
    number = _number(value, kind)
    if number is not None:
        return sheet.write_number, *number
    if isinstance(value, date) and value >= _FIRST_DAY:
        return sheet.write_datetime, value, "yyyy-mm-dd"
    return sheet.write_string, wording.shown(value, kind), ""


def _number(value: Any, kind: Kind) -> tuple[Any, str] | None:
    """Return the value as a number of Excel, with its format; None where it is none, or longer."""
    if isinstance(value, Money):
        exponent = value.currency.exponent
        return (value.amount, _decimals(exponent)) if abs(value.minor) < _MOST else None
    if isinstance(value, Decimal):
        if len(value.as_tuple().digits) > _DIGITS:
            return None
        return value, "0.00%" if kind is Kind.SHARE else "General"
    if isinstance(value, int) and abs(value) < _MOST:
        return value, _NO_DECIMALS if kind is Kind.WHOLE else "0"
    return None


def _nothing(sheet: Any) -> Callable[..., object]:
    def write(row: int, at: int, _value: object, cell_format: object) -> object:
        return sheet.write_blank(row, at, None, cell_format)

    return write


def _decimals(exponent: int) -> str:
    return f"{_NO_DECIMALS}.{'0' * exponent}" if exponent else _NO_DECIMALS
