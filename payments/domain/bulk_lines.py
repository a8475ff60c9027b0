"""What each line of a file is worth by itself, before the books are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bankcore.errors import BankError
from bankcore.money import Currency, Money, parse_amount
from payments.domain.bulk_files import RawLine, Reason
from payments.domain.ibans import read_iban

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST: Final = {
    "creditor_name": 140,
    "remittance": 140,
    "end_to_end_id": 35,
    "instruction_id": 35,
    "payment_id": 35,
}
# What a file writes where it has no end-to-end id (ISO 20022, SEPA rulebook).
_NO_ID: Final = frozenset(["", "NOTPROVIDED"])


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """A line with its values read; with a `reason`, it is refused and what is read may lack."""

    written: RawLine
    amount: Money | None = None
    execution_date: date | None = None
    reason: Reason | None = None


def judge(lines: Iterable[RawLine]) -> Iterator[JudgedLine]:
    """Yield each line as read or refused. Of lines with one end-to-end id the first may stand."""
    seen: set[str] = set()
    for raw in lines:
        judged = _judge(raw)
        if raw.end_to_end_id in seen and judged.reason is None:
            message = f"The end-to-end id {raw.end_to_end_id} is on an earlier line of the file."
            judged = replace(judged, reason=Reason("duplicate_end_to_end_id", message))
        if raw.end_to_end_id not in _NO_ID:
            seen.add(raw.end_to_end_id)
        yield judged


def _judge(raw: RawLine) -> JudgedLine:
    reason = raw.fault or _fault_of_texts(raw)
    if reason is not None:
        return JudgedLine(written=raw, reason=reason)
    try:
        amount = parse_amount(raw.amount, Currency.of(raw.currency))
    except BankError as error:
        return JudgedLine(written=raw, reason=Reason(error.code, error.message))
    day = _read_date(raw.execution_date)
    if raw.execution_date and day is None:
        message = f"{raw.execution_date[:20]} is no date: write it as 2026-12-31."
        return JudgedLine(
            written=raw, amount=amount, reason=Reason("invalid_execution_date", message)
        )
    debtor, creditor = read_iban(raw.debtor_iban), read_iban(raw.creditor_iban)
    if debtor is None or creditor is None:
        side, text = (
            ("debtor", raw.debtor_iban) if debtor is None else ("creditor", raw.creditor_iban)
        )
        message = f"The {side}'s IBAN {text[:42] or '(none)'} is not valid."
        reason = Reason(f"invalid_{side}_iban", message)
        return JudgedLine(written=raw, amount=amount, execution_date=day, reason=reason)
    read = replace(raw, debtor_iban=debtor, creditor_iban=creditor)
    return JudgedLine(written=read, amount=amount, execution_date=day)


def _fault_of_texts(raw: RawLine) -> Reason | None:
    for name, longest in _LONGEST.items():
        text = getattr(raw, name)
        if len(text) > longest:
            field = name.replace("_", " ")
            return Reason("text_too_long", f"The {field} is longer than {longest} characters.")
        if not text.isprintable():
            field = name.replace("_", " ")
            return Reason("text_not_printable", f"The {field} has characters nobody can read.")
    if not raw.creditor_name:
        return Reason("creditor_name_missing", "The line does not name the creditor.")
    return None


def _read_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
