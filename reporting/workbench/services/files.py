"""An answer as a file: CSV, or a workbook whose cells have their types."""

from __future__ import annotations

import csv as csv_format
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bankcore.spreadsheets import neutral
from reporting.workbench.domain.answers import Answer, Value

_EXACT: Final = 10**15
"""Beyond it a spreadsheet rounds: such a number is written as text."""

_LONGEST_CELL: Final = 32_767


def csv(answer: Answer) -> bytes:
    """Return the answer as CSV in UTF-8; text that a spreadsheet would compute is made text."""
    made = StringIO()
    writer = csv_format.writer(made)
    writer.writerow([neutral(name) for name in answer.columns])
    for row in answer.rows:
        writer.writerow([_plain(value) for value in row])
    return made.getvalue().encode()


def xlsx(answer: Answer) -> bytes:
    """Return the answer as a workbook; no cell of it is a formula or a link."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet("Answer")
        head = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for column, name in enumerate(answer.columns):
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(answer.rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, (number, column), value, day, moment)
        sheet.freeze_panes(1, 0)
        if answer.columns:
            sheet.set_column(0, len(answer.columns) - 1, 16)
    return made.getvalue()


def _plain(value: Value) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return value
    return neutral(str(value))


def _write(
    sheet: Worksheet, at: tuple[int, int], value: Value, day: Format, moment: Format
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, int | Decimal) and -_EXACT < value < _EXACT:
        sheet.write_number(*at, value)
    elif isinstance(value, datetime) and value.year >= 1900 and value.tzinfo is None:
        sheet.write_datetime(*at, value, moment)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(*at, value, day)
    else:
        sheet.write_string(*at, str(value)[:_LONGEST_CELL])
