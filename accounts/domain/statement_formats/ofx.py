"""A statement as OFX 2.2 (XML), for programs of personal finance.

Elements, their order and lengths: Open Financial Exchange Specification 2.2, sections 2.2 (header),
2.5.1 (signon), 11.3 (accounts) and 11.4 (statements).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from accounts.domain.paper import wording
from accounts.domain.paper.wording import plain
from accounts.domain.statement_formats.markup import cut, text
from accounts.domain.statements import Statement, StatementHead, StatementLine

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
_STATUS = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
_TYPES = {
    "TRANSFER": "XFER",
    "DEPOSIT": "DEP",
    "WITHDRAWAL": "CASH",
    "PAYMENT": "PAYMENT",
    "INTEREST": "INT",
    "FEE": "SRVCHG",
    "CHEQUE": "CHECK",
    "LOAN_REPAYMENT": "REPEATPMT",
    "CARD": "POS",
}
_LONGEST_ACCOUNT, _LONGEST_NAME, _LONGEST_MEMO = 22, 32, 255


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as OFX, an entry at a time."""
    head = statement.head
    yield _beginning(head).encode()
    for line in statement.lines:
        yield _transaction(line, head).encode()
    yield _end(head).encode()


def _beginning(head: StatementHead) -> str:
    made = head.made_at.astimezone(UTC)
    return (
        f"{_HEADER}<OFX>\n<SIGNONMSGSRSV1><SONRS>{_STATUS}"
        f"<DTSERVER>{made:%Y%m%d%H%M%S}.000[0:GMT]</DTSERVER><LANGUAGE>ENG</LANGUAGE>"
        f"<FI><ORG>{cut(head.bank.name, _LONGEST_NAME)}</ORG><FID>{text(head.bank_code)}</FID></FI>"
        "</SONRS></SIGNONMSGSRSV1>\n"
        f"<BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID>{_STATUS}\n"
        f"<STMTRS><CURDEF>{head.currency.code}</CURDEF>"
        f"<BANKACCTFROM><BANKID>{text(head.bank_code[:9])}</BANKID>"
        f"<ACCTID>{text(_account(head.iban))}</ACCTID>"
        f"<ACCTTYPE>{_account_type(head)}</ACCTTYPE></BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>{_day(head.first_day)}</DTSTART>"
        f"<DTEND>{_day(head.last_day)}</DTEND>\n"
    )


def _transaction(line: StatementLine, head: StatementHead) -> str:
    entry = line.entry
    name = entry.counterparty_name or wording.kind(entry.kind)
    memo = cut(entry.narrative, _LONGEST_MEMO)
    return (
        f"<STMTTRN><TRNTYPE>{_type(line)}</TRNTYPE>"
        f"<DTPOSTED>{_day(entry.booking_date)}</DTPOSTED>"
        f"<DTAVAIL>{_day(entry.value_date)}</DTAVAIL>"
        f"<TRNAMT>{plain(entry.amount, head.currency.exponent)}</TRNAMT>"
        f"<FITID>{entry.txn_id}-{entry.seq}</FITID>"
        f"<NAME>{cut(name, _LONGEST_NAME)}</NAME>"
        f"{f'<MEMO>{memo}</MEMO>' if memo else ''}</STMTTRN>\n"
    )


def _end(head: StatementHead) -> str:
    exponent = head.currency.exponent
    closing = plain(head.closing.minor, exponent)
    opening = plain(head.opening.minor, exponent)
    return (
        f"</BANKTRANLIST><LEDGERBAL><BALAMT>{closing}</BALAMT>"
        f"<DTASOF>{_day(head.last_day)}</DTASOF></LEDGERBAL>"
        "<BALLIST><BAL><NAME>Opening balance</NAME><DESC>Before the first day</DESC>"
        f"<BALTYPE>DOLLAR</BALTYPE><VALUE>{opening}</VALUE>"
        f"<DTASOF>{_day(head.first_day)}</DTASOF></BAL></BALLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n"
    )


def _type(line: StatementLine) -> str:
    credit = line.entry.amount > 0
    found = _TYPES.get(line.entry.kind, "CREDIT" if credit else "DEBIT")
    return "CREDIT" if credit and found in {"PAYMENT", "CASH", "SRVCHG"} else found


def _account(iban: str) -> str:
    """Return the IBAN, or its last 22 places: no account in OFX has more."""
    return iban[-_LONGEST_ACCOUNT:]


def _account_type(head: StatementHead) -> str:
    return {"SAVINGS": "SAVINGS", "TERM_DEPOSIT": "CD", "LOAN": "CREDITLINE"}.get(
        head.product_kind, "CHECKING"
    )


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
