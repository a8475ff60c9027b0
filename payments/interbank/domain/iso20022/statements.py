"""Statements, reports and advices of a bank on an account: camt.053, camt.052 and camt.054."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bankcore.money import Money
from payments.interbank.domain.iso20022.reading import (
    Node,
    UnreadableMessage,
    account,
    message_id,
    parse,
    remittance,
)

_BODIES: Final = {"camt.052": "Rpt", "camt.053": "Stmt", "camt.054": "Ntfctn"}
_VERSIONS: Final = frozenset({"02", "03", "04", "06", "08"})
# The balance at the beginning: opening booked, or the one before closed booked.
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD", "ITBD")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPart:
    """One transaction of an entry; `amount` is signed, and None where the bank does not tell it."""

    end_to_end_id: str
    transaction_id: str
    message_id: str
    servicer_reference: str
    amount: Money | None
    counterparty: str
    counterparty_account: str
    return_reason: str
    remittance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """One line of a statement.

    `amount` is signed: what came in is positive. `reference` is the servicing bank's own
    (AcctSvcrRef), else the entry's. `end_to_end_id` is that of its one part, and empty where there
    are several. `booking_date` falls back to the value date and then the statement's day.
    """

    reference: str
    end_to_end_id: str
    amount: Money
    booking_date: date
    value_date: date
    is_booked: bool
    is_reversal: bool
    code: str
    remittance: str
    parts: tuple[EntryPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """What a bank tells of one account. Advices (camt.054) have no balances."""

    kind: str
    message_id: str
    statement_id: str
    account: str
    currency: str
    opening: Money | None
    closing: Money | None
    entries: tuple[StatementEntry, ...]

    @property
    def difference(self) -> Money | None:
        """Closing less opening less booked entries: zero where the statement adds up.

        None where a balance is missing or in another currency.
        """
        if self.opening is None or self.closing is None:
            return None
        moved = [each.amount for each in self.entries if each.is_booked]
        if {each.currency for each in (self.opening, self.closing, *moved)} != {
            self.opening.currency
        }:
            return None
        return self.closing - self.opening - sum(moved, Money(0, self.opening.currency))


def read_statement(data: bytes) -> BankStatement:
    """Return the one statement in a message; raises UnreadableMessage.

    A message with several statements is refused (`several_statements`): see read_statements.
    """
    found = read_statements(data)
    if len(found) != 1:
        words = f"The message has {len(found)} statements instead of one."
        raise UnreadableMessage(reason="several_statements", message=words)
    return found[0]


def read_statements(data: bytes) -> tuple[BankStatement, ...]:
    """Return all statements in a message, at least one; raises UnreadableMessage.

    Versions 02, 03, 04, 06 and 08 are read, in ISO's namespace or a market's.
    """
    message = parse(data)
    body = _BODIES.get(message.kind)
    if body is None:
        words = f"The message is {message.kind}, no statement, report or advice."
        raise UnreadableMessage(reason="other_message", message=words)
    if message.version not in _VERSIONS:
        words = f"Version {message.version} of {message.kind} is not read."
        raise UnreadableMessage(reason="unknown_version", message=words)
    header = message.body.need("GrpHdr")
    found = tuple(
        _statement(message.kind, message_id(header), each) for each in message.body.children(body)
    )
    if not found:
        raise UnreadableMessage(
            reason="no_statement", message="The message has no statement in it."
        )
    return found


def _statement(kind: str, identity: str, node: Node) -> BankStatement:
    created = node.day("CreDtTm")
    entries = tuple(_entry(each, created) for each in node.children("Ntry"))
    opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
    amounts = [each.amount for each in entries]
    known = [each for each in (opening, closing, *amounts) if each is not None]
    currency = node.text("Acct", "Ccy") or (known[0].currency.code if known else "")
    number = account(node.child("Acct"))
    if not number:
        raise UnreadableMessage(reason="account_missing", message="The statement names no account.")
    return BankStatement(
        kind=kind,
        message_id=identity,
        statement_id=node.need_text("Id"),
        account=number,
        currency=currency,
        opening=opening,
        closing=closing,
        entries=entries,
    )


def _balance(node: Node, codes: tuple[str, ...]) -> Money | None:
    by_code = {each.text("Tp", "CdOrPrtry", "Cd"): each for each in node.children("Bal")}
    for code in codes:
        if code in by_code:
            return _signed(by_code[code], by_code[code].money("Amt"))
    return None


def _signed(node: Node, amount: Money) -> Money:
    """Apply the indicator: it tells the direction of reversals, too."""
    indicator = node.text("CdtDbtInd")
    if indicator not in {"CRDT", "DBIT"}:
        raise UnreadableMessage(
            reason="direction_missing", message="An amount is neither credit nor debit."
        )
    return amount if indicator == "CRDT" else -amount


def _entry(node: Node, created: date | None) -> StatementEntry:
    amount = _signed(node, node.money("Amt"))
    parts = tuple(_part(each, amount) for each in node.children("NtryDtls", "TxDtls"))
    value, booked = node.day("ValDt"), node.day("BookgDt")
    day = booked or value or created
    if day is None:
        raise UnreadableMessage(
            reason="date_missing", message="An entry and its statement have no day."
        )
    only = parts[0] if len(parts) == 1 else None
    return StatementEntry(
        reference=node.text("AcctSvcrRef")
        or node.text("NtryRef")
        or (only.servicer_reference if only else ""),
        end_to_end_id=only.end_to_end_id if only else "",
        amount=amount,
        booking_date=day,
        value_date=value or day,
        is_booked=(node.text("Sts", "Cd") or node.text("Sts")) == "BOOK",
        is_reversal=node.text("RvslInd") in {"true", "1"},
        code=_code(node),
        remittance=node.text("AddtlNtryInf") or (only.remittance if only else ""),
        parts=parts,
    )


def _code(node: Node) -> str:
    domain = [
        node.text("BkTxCd", "Domn", *path)
        for path in (("Cd",), ("Fmly", "Cd"), ("Fmly", "SubFmlyCd"))
    ]
    return "/".join(filter(None, domain)) or node.text("BkTxCd", "Prtry", "Cd")


def _part(node: Node, whole: Money) -> EntryPart:
    came_in = (node.text("CdtDbtInd") or ("CRDT" if whole.minor >= 0 else "DBIT")) == "CRDT"
    other = "Dbtr" if came_in else "Cdtr"
    return EntryPart(
        end_to_end_id=_provided(node.text("Refs", "EndToEndId")),
        transaction_id=node.text("Refs", "TxId"),
        message_id=node.text("Refs", "MsgId"),
        servicer_reference=node.text("Refs", "AcctSvcrRef"),
        amount=_part_amount(node, came_in=came_in),
        counterparty=node.text("RltdPties", other, "Nm")
        or node.text("RltdPties", other, "Pty", "Nm"),
        counterparty_account=account(node.child("RltdPties", f"{other}Acct")),
        return_reason=node.text("RtrInf", "Rsn", "Cd") or node.text("RtrInf", "Rsn", "Prtry"),
        remittance=remittance(node),
    )


def _part_amount(node: Node, *, came_in: bool) -> Money | None:
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        if node.child(*path) is not None:
            amount = node.money(*path)
            return amount if came_in else -amount
    return None


def _provided(text: str) -> str:
    return "" if text == "NOTPROVIDED" else text
