"""The settlement bank's statement of the bank's nostro account: camt.053.001.08."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as Tree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
Tree.register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A day of one account, in minor units; a `net` below 0 is paid by the bank."""

    account: str
    currency: str
    exponent: int
    opening: int
    net: int
    reference: str
    text: str


def statement(name: str, *, day: date, now: datetime, bookings: Sequence[Booking]) -> bytes:
    """Return a statement file: one statement an account."""
    root = Tree.Element(f"{{{NAMESPACE}}}Document")
    body = _add(root, "BkToCstmrStmt")
    made = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    header = _add(body, "GrpHdr")
    _add(header, "MsgId", name)
    _add(header, "CreDtTm", made)
    for booking in bookings:
        _statement(body, f"{name}-{booking.currency}", day, made, booking)
    content: bytes = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _statement(body: Tree.Element, name: str, day: date, made: str, booking: Booking) -> None:
    stmt = _add(body, "Stmt")
    _add(stmt, "Id", name)
    _add(stmt, "CreDtTm", made)
    account = _add(stmt, "Acct")
    _add(_add(_add(account, "Id"), "Othr"), "Id", booking.account)
    _add(account, "Ccy", booking.currency)
    _balance(stmt, "OPBD", booking.opening, day, booking)
    _balance(stmt, "CLBD", booking.opening + booking.net, day, booking)
    if booking.net:
        _entry(stmt, day, booking)


def _balance(stmt: Tree.Element, code: str, minor: int, day: date, booking: Booking) -> None:
    balance = _add(stmt, "Bal")
    _add(_add(_add(balance, "Tp"), "CdOrPrtry"), "Cd", code)
    _amount(balance, minor, booking)
    _add(_add(balance, "Dt"), "Dt", day.isoformat())


def _entry(stmt: Tree.Element, day: date, booking: Booking) -> None:
    entry = _add(stmt, "Ntry")
    _amount(entry, booking.net, booking)
    _add(_add(entry, "Sts"), "Cd", "BOOK")
    _add(_add(entry, "BookgDt"), "Dt", day.isoformat())
    _add(_add(entry, "ValDt"), "Dt", day.isoformat())
    _add(entry, "AcctSvcrRef", booking.reference)
    domain = _add(_add(entry, "BkTxCd"), "Domn")
    _add(domain, "Cd", "PMNT")
    family = _add(domain, "Fmly")
    _add(family, "Cd", "RCDT" if booking.net > 0 else "ICDT")
    _add(family, "SubFmlyCd", "OTHR")
    details = _add(_add(entry, "NtryDtls"), "TxDtls")
    references = _add(details, "Refs")
    _add(references, "AcctSvcrRef", booking.reference)
    _add(references, "EndToEndId", booking.reference)
    _amount(details, booking.net, booking)
    _add(_add(details, "RmtInf"), "Ustrd", booking.text)


def _amount(parent: Tree.Element, minor: int, booking: Booking) -> None:
    value = Decimal(abs(minor)).scaleb(-booking.exponent)
    amount = _add(parent, "Amt", f"{value:.{booking.exponent}f}")
    amount.set("Ccy", booking.currency)
    _add(parent, "CdtDbtInd", "CRDT" if minor >= 0 else "DBIT")


def _add(parent: Tree.Element, name: str, text: str | None = None) -> Tree.Element:
    element = Tree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element
