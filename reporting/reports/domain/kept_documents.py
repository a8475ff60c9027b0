"""A document as it is kept beside its files: JSON with one spelling for one content.

An amount is ["m", minor units, currency], a Decimal ["d", digits], a day ["t", ISO 8601]; text,
whole numbers and nothing stand as they are. From it come the page, its lineage, and comparisons.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bankcore.money import Currency, Money
from reporting.reports.domain.documents import (
    Cell,
    Chart,
    Column,
    Document,
    Drawing,
    Kind,
    Reconciliation,
    Source,
    Table,
    Value,
)


def written(document: Document) -> bytes:
    """Return the document as compressed JSON."""
    told = {
        "tables": [_table(each) for each in document.tables],
        "reconciliations": [
            [each.what, _plain(each.reported), _plain(each.ledger)]
            for each in document.reconciliations
        ],
        "charts": [
            {
                "title": each.title,
                "drawing": each.drawing.value,
                "labels": each.labels,
                "series": [[name, [str(value) for value in line]] for name, line in each.series],
                "unit": each.unit,
            }
            for each in document.charts
        ],
        "warnings": document.warnings,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode(), 9)


def read(kept: bytes) -> Document:
    """Return the document that `written` was given."""
    told = json.loads(zlib.decompress(kept))
    return Document(
        tables=tuple(_table_of(each) for each in told["tables"]),
        reconciliations=tuple(
            Reconciliation(what, _money(reported), _money(ledger))
            for what, reported, ledger in told["reconciliations"]
        ),
        charts=tuple(
            Chart(
                title=each["title"],
                drawing=Drawing(each["drawing"]),
                labels=tuple(each["labels"]),
                series=tuple(
                    (name, tuple(Decimal(value) for value in line)) for name, line in each["series"]
                ),
                unit=each["unit"],
            )
            for each in told["charts"]
        ),
        warnings=tuple(told["warnings"]),
    )


def _table(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "words": table.words,
        "columns": [[each.heading, each.kind.value] for each in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "totals": [[_cell(cell) for cell in row] for row in table.totals],
    }


def _table_of(told: Mapping[str, Any]) -> Table:
    return Table(
        title=told["title"],
        words=told["words"],
        columns=tuple(Column(heading, Kind(kind)) for heading, kind in told["columns"]),
        rows=tuple(tuple(_cell_of(cell) for cell in row) for row in told["rows"]),
        totals=tuple(tuple(_cell_of(cell) for cell in row) for row in told["totals"]),
    )


def _cell(cell: Cell) -> list[object]:
    if cell.source is None:
        return [_plain(cell.value)]
    source = cell.source
    between = None
    if source.between is not None:
        column, first, last = source.between
        between = [column, first.isoformat(), last.isoformat()]
    where = [[name, _plain(value)] for name, value in source.where]
    return [_plain(cell.value), {"of": source.dataset, "where": where, "between": between}]


def _cell_of(told: list[Any]) -> Cell:
    value = _value(told[0])
    if len(told) == 1:
        return Cell(value)
    between = told[1]["between"]
    if between is not None:
        between = (between[0], date.fromisoformat(between[1]), date.fromisoformat(between[2]))
    where = tuple((name, _value(each)) for name, each in told[1]["where"])
    return Cell(value, Source(told[1]["of"], where, between))  # type: ignore[arg-type]


def _plain(value: Value) -> object:
    if isinstance(value, Money):
        return ["m", value.minor, value.currency.code]
    if isinstance(value, Decimal):
        return ["d", str(value)]
    if isinstance(value, date):
        return ["t", value.isoformat()]
    return value


def _value(told: Any) -> Value:
    if not isinstance(told, list):
        plain: str | int | None = told
        return plain
    if told[0] == "m":
        return _money(told)
    return Decimal(told[1]) if told[0] == "d" else date.fromisoformat(told[1])


def _money(told: list[Any]) -> Money:
    return Money(told[1], Currency.of(told[2]))
