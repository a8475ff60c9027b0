"""The result of a file as CSV: one line for each of its lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from payments.domain.bulk_files import LineView
from payments.domain.status_reasons import iso_code

COLUMNS = (
    "line", "end_to_end_id", "creditor_iban", "creditor_name", "amount", "currency",
    "status", "reason", "reason_code", "explanation", "transaction_id", "execution_date",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(lines: Iterable[LineView]) -> str:
    """Return the result file's text, with a header line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        reason = line.reason
        writer.writerow(
            [
                line.number,
                _cell(line.end_to_end_id),
                _cell(line.creditor_iban),
                _cell(line.creditor_name),
                _cell(line.amount_text),
                _cell(line.currency),
                line.state.value,
                reason.code if reason else "",
                iso_code(reason.code) if reason else "",
                _cell(reason.message) if reason else "",
                line.transaction_id or "",
                line.execution_date or "",
            ]
        )
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
