"""A statement as CSV (RFC 4180, UTF-8): a header, then a line an entry."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from accounts.domain.paper.wording import plain
from accounts.domain.statements import Statement, StatementLine
from bankcore.spreadsheets import neutral

_HEADER = (
    "statement", "iban", "seq", "transaction_id", "booking_date", "value_date", "kind",
    "counterparty_name", "counterparty_iban", "narrative", "amount", "currency", "balance",
)  # fmt: skip
_CHUNK = 5_000


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as CSV, some thousands of lines at a time."""
    head = statement.head
    exponent = head.currency.exponent
    before = ("" if head.number is None else head.number, head.iban)
    yield _written([_HEADER])
    chunk = []
    for line in statement.lines:
        chunk.append((*before, *_fields(line, head.currency.code, exponent)))
        if len(chunk) == _CHUNK:
            yield _written(chunk)
            chunk = []
    if chunk:
        yield _written(chunk)


def _fields(line: StatementLine, currency: str, exponent: int) -> tuple[object, ...]:
    entry = line.entry
    return (
        entry.seq,
        entry.txn_id,
        entry.booking_date,
        entry.value_date,
        entry.kind,
        neutral(entry.counterparty_name),
        entry.counterparty_iban,
        neutral(entry.narrative),
        plain(entry.amount, exponent),
        currency,
        plain(line.balance, exponent),
    )


def _written(rows: list[tuple[object, ...]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
