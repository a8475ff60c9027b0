"""A statement as CSV (RFC 4180, UTF-8): a header, then a line an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from accounts.domain.paper.wording import plain
from accounts.domain.statements import Statement, StatementLine
from bankcore.spreadsheets import neutral

_HEADER = (
    "statement", "iban", "seq", "transaction_id", "booking_date", "value_date", "kind",
    "counterparty_name", "counterparty_iban", "narrative", "amount", "currency", "balance",
)  # fmt: skip
_CHUNK = 500
_SPECIAL: Final = re.compile('[",\r\n]')


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as CSV, some hundreds of lines at a time."""
    head = statement.head
    exponent = head.currency.exponent
    before = f"{'' if head.number is None else head.number},{head.iban}"
    yield f"{','.join(_HEADER)}\r\n".encode()
    chunk = []
    for line in statement.lines:
        chunk.append(_line(line, before, head.currency.code, exponent))
        if len(chunk) == _CHUNK:
            yield "".join(chunk).encode()
            chunk = []
    if chunk:
        yield "".join(chunk).encode()


def _line(line: StatementLine, before: str, currency: str, exponent: int) -> str:
    seq, txn_id, booked, valued, kind, amount, narrative, name, iban = line.entry
    return (
        f"{before},{seq},{txn_id},{_day(booked)},{_day(valued)},{kind},{_field(neutral(name))},"
        f"{iban},{_field(neutral(narrative))},{plain(amount, exponent)},{currency},"
        f"{plain(line.balance, exponent)}\r\n"
    )


def _field(text: str) -> str:
    """Return a field, within quotation marks where it would not be read as one without."""
    if _SPECIAL.search(text) is None:
        return text
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


@lru_cache(maxsize=1_000)
def _day(day: date) -> str:
    return day.isoformat()
