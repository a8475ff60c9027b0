"""The single customer view as a file: UTF-8, fields parted by vertical lines, a record a line.

H head; A a customer; C an account of the customer before; D the customer's aggregate balance; T the
control totals by which a scheme sees that the file is whole.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from bankcore.money import Money
from reporting.reports.domain.definitions import Inputs, OfficialFile
from reporting.reports.domain.documents import Cell, Document, Table, Value

_DEPOSITORS: Final = "Depositors"
_ACCOUNTS: Final = "Accounts"
_VERSION: Final = "1"
_AMOUNTS: Final = 3


def official(inputs: Inputs, document: Document) -> OfficialFile:
    """Write the view of a day."""
    tables = {each.title: each for each in document.tables}
    text = io.StringIO()
    writer = csv.writer(text, delimiter="|", lineterminator="\r\n")
    writer.writerows(_records(inputs.day, tables[_DEPOSITORS], tables[_ACCOUNTS]))
    return OfficialFile(
        name=f"single-customer-view-{inputs.day.isoformat()}.csv",
        media_type="text/csv",
        content=text.getvalue().encode(),
    )


def _records(day: date, depositors: Table, held: Table) -> list[list[str]]:
    accounts: defaultdict[Value, list[Sequence[Cell]]] = defaultdict(list)
    for row in held.rows:
        accounts[row[0].value].append(row)
    records = [["H", _VERSION, day.isoformat(), "EUR"]]
    for row in depositors.rows:
        number = row[0].value
        records.append(["A", *map(_text, row[:-_AMOUNTS])])
        records += [["C", *map(_text, each)] for each in accounts[number]]
        records.append(["D", str(number), *map(_text, row[-_AMOUNTS:])])
    (totals,) = depositors.totals
    counts = [str(len(depositors.rows)), str(len(held.rows))]
    records.append(["T", *counts, *map(_text, totals[-_AMOUNTS:])])
    return records


def _text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency.code}"
    return "" if value is None else str(value)
