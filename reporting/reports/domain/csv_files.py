"""A report as a CSV file: for programs, so amounts are plain and days are ISO 8601."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from bankcore.money import Money
from bankcore.spreadsheets import neutral
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.documents import Cell, Document, Kind, Table, Value


def render(cover: Cover, document: Document) -> bytes:
    """Return UTF-8 with a mark, as spreadsheets want it: the head, then table after table.

    Each amount is followed by its currency in a column of its own.
    """
    text = StringIO(newline="")
    csv.writer(text).writerows(_rows(cover, document))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(cover: Cover, document: Document) -> Iterator[Sequence[str]]:
    yield "Report", neutral(cover.title)
    for name, told in cover.facts:
        yield neutral(name), neutral(told)
    yield "Ties to the ledger", "yes" if document.ties else "NO"
    for warning in document.warnings:
        yield "Warning", neutral(warning)
    for table in document.tables:
        yield ()
        yield from _table(table)
    if document.reconciliations:
        yield ()
        yield "Table", "Held against the ledger"
        yield "What", "Report", "Ledger", "Difference", "Currency"
        for each in document.reconciliations:
            figures = (each.reported, each.ledger, each.difference)
            amounts = [f"{of.amount:f}" for of in figures]
            yield neutral(each.what), *amounts, each.reported.currency.code


def _table(table: Table) -> Iterator[Sequence[str]]:
    yield "Table", neutral(table.title)
    kinds = [column.kind for column in table.columns]
    heading: list[str] = []
    for column in table.columns:
        heading.append(neutral(column.heading))
        if column.kind is Kind.MONEY:
            heading.append(neutral(f"{column.heading} currency"))
    yield heading
    for row in (*table.rows, *table.totals):
        yield _row(row, kinds)


def _row(row: tuple[Cell, ...], kinds: list[Kind]) -> list[str]:
    found: list[str] = []
    for cell, kind in zip(row, kinds, strict=True):
        value = cell.value
        found.append(_plain(value))
        if kind is Kind.MONEY:
            found.append(value.currency.code if isinstance(value, Money) else "")
    return found


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return neutral(value) if isinstance(value, str) else str(value)
