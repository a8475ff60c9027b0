"""Payments in a CSV file.

UTF-8, comma or semicolon between fields, one header line naming the columns in any order:
debtor_iban, creditor_iban, creditor_name, amount (12.50), currency (EUR), and if wanted
end_to_end_id, execution_date (2026-12-31) and remittance. Lines are numbered from 1 below the
header; empty ones are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from payments.domain.bulk_files import MOST_LINES, FileFormat, RawFile, RawLine, Reason
from payments.domain.unreadable import UnreadableFile

REQUIRED = ("debtor_iban", "creditor_iban", "creditor_name", "amount", "currency")
OPTIONAL = ("end_to_end_id", "execution_date", "remittance")


def read_csv(data: bytes) -> RawFile:
    """Return the file's lines as they are written; raises UnreadableFile saying why not."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is not UTF-8 text."
        raise UnreadableFile(message) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = _rows(text, delimiter)
    columns = _columns(next(rows, []))
    lines: list[RawLine] = []
    for row in rows:
        if len(lines) == MOST_LINES:
            message = f"The file has more than {MOST_LINES:,} lines."
            raise UnreadableFile(message)
        lines.append(_line(len(lines) + 1, columns, row))
    return RawFile(format=FileFormat.CSV, message_id="", lines=tuple(lines))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(field.strip() for field in row):
                yield [" ".join(field.split()) for field in row]
    except csv.Error as error:
        message = f"The file is not CSV: {error}."
        raise UnreadableFile(message) from None


def _columns(header: Sequence[str]) -> list[str]:
    names = [name.lower() for name in header]
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in REQUIRED + OPTIONAL]
    if missing or unknown or len(set(names)) < len(names):
        message = (
            f"The first line must name the columns {', '.join(REQUIRED)}"
            f" and may name {', '.join(OPTIONAL)}, each once."
        )
        raise UnreadableFile(message)
    return names


def _line(number: int, columns: Sequence[str], row: Sequence[str]) -> RawLine:
    if len(row) != len(columns):
        message = f"The line has {len(row)} fields where the header has {len(columns)}."
        return RawLine(number=number, fault=Reason("malformed_line", message))
    named = dict(zip(columns, row, strict=True))
    return RawLine(
        number=number,
        debtor_iban=named["debtor_iban"],
        creditor_iban=named["creditor_iban"],
        creditor_name=named["creditor_name"],
        amount=named["amount"],
        currency=named["currency"],
        end_to_end_id=named.get("end_to_end_id", ""),
        execution_date=named.get("execution_date", ""),
        remittance=named.get("remittance", ""),
    )
