"""The result of a file as CSV: one line for each of its lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bankcore.spreadsheets import neutral
from payments.domain.bulk_files import LineView
from payments.domain.status_reasons import iso_code

COLUMNS = (
    "line", "end_to_end_id", "creditor_iban", "creditor_name", "amount", "currency",
    "status", "reason", "reason_code", "explanation", "transaction_id", "execution_date",
)  # fmt: skip


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
                neutral(line.end_to_end_id),
                neutral(line.creditor_iban),
                neutral(line.creditor_name),
                neutral(line.amount_text),
                neutral(line.currency),
                line.state.value,
                reason.code if reason else "",
                iso_code(reason.code) if reason else "",
                neutral(reason.message) if reason else "",
                line.transaction_id or "",
                line.execution_date or "",
            ]
        )
    return out.getvalue()
