"""A statement as QIF, for programs of personal finance that know nothing newer.

Lines and their letters: the format's description by Intuit, "Quicken Interchange Format (QIF)
files". The opening balance is the first transaction, into the account itself, as Quicken writes it.
QIF has no place for a currency or for a bank's own reference; `N` carries the latter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from accounts.domain.paper import wording
from accounts.domain.paper.wording import plain
from accounts.domain.statements import Statement, StatementHead, StatementLine

_TYPES = {"CREDIT_CARD": "CCard"}
# A line is one field, and a caret alone ends a transaction: no text may hold a line's end.
_NOT_IN_A_LINE = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]+")
_CHUNK = 500


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as QIF, some hundreds of transactions at a time."""
    head = statement.head
    yield _beginning(head).encode()
    chunk: list[str] = []
    for line in statement.lines:
        chunk.append(_transaction(line, head))
        if len(chunk) == _CHUNK:
            yield "".join(chunk).encode()
            chunk = []
    yield "".join(chunk).encode()


def _beginning(head: StatementHead) -> str:
    exponent = head.currency.exponent
    kind = _TYPES.get(head.product_kind, "Bank")
    return _lines(
        "!Account",
        f"N{_text(head.iban)}",
        f"D{_text(head.product_name)}, {head.currency.code}",
        f"T{kind}",
        f"/{_day(head.last_day)}",
        f"${plain(head.closing.minor, exponent)}",
        "^",
        f"!Type:{kind}",
        f"D{_day(head.first_day)}",
        f"T{plain(head.opening.minor, exponent)}",
        "CX",
        "POpening Balance",
        f"L[{_text(head.iban)}]",
        "^",
    )


def _transaction(line: StatementLine, head: StatementHead) -> str:
    entry = line.entry
    fields = [
        f"D{_day(entry.booking_date)}",
        f"T{plain(entry.amount, head.currency.exponent)}",
        "C*",
        f"N{entry.txn_id}-{entry.seq}",
        f"P{_text(entry.counterparty_name or wording.kind(entry.kind))}",
    ]
    if entry.narrative:
        fields.append(f"M{_text(entry.narrative)}")
    return _lines(*fields, "^")


def _lines(*fields: str) -> str:
    return "".join(f"{each}\n" for each in fields)


def _text(words: str) -> str:
    return _NOT_IN_A_LINE.sub(" ", words).strip()


def _day(day: date) -> str:
    return f"{day.month:02}/{day.day:02}/{day.year:04}"
