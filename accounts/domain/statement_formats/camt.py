"""A statement as ISO 20022 camt.053, and its entries as camt.054; versions 001.02 and 001.08.

A notification (camt.054) tells of the same entries under the same references, without balances:
what books payments by it, and by the statement later, finds each of them once.

Order and lengths of elements: the schemas of the ISO 20022 catalogue. Balance codes OPBD and CLBD
and the bank transaction codes: ISO 20022 external code sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from accounts.domain.paper import wording
from accounts.domain.paper.wording import plain
from accounts.domain.statement_formats.markup import cut, text
from accounts.domain.statements import EntryRow, Party, Statement, StatementHead
from bankcore.money import Currency, Money

_LONGEST_NAME, _LONGEST_LINE, _LONGEST_REMITTANCE = 140, 70, 140
# Domain, family and sub-family of a credit and of a debit. NTAV: not available.
_NOT_AVAILABLE = ("PMNT", "NTAV", "NTAV")
_CODES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "TRANSFER": (("PMNT", "RCDT", "BOOK"), ("PMNT", "ICDT", "BOOK")),
    "PAYMENT": (("PMNT", "RCDT", "OTHR"), ("PMNT", "ICDT", "OTHR")),
    "DEPOSIT": (("PMNT", "CNTR", "CDPT"), ("PMNT", "CNTR", "OTHR")),
    "WITHDRAWAL": (("PMNT", "CNTR", "OTHR"), ("PMNT", "CNTR", "CWDL")),
    "TELLER": (("PMNT", "CNTR", "OTHR"), ("PMNT", "CNTR", "OTHR")),
    "CARD": (("PMNT", "CCRD", "OTHR"), ("PMNT", "CCRD", "POSD")),
    "CHEQUE": (("PMNT", "RCHQ", "CCHQ"), ("PMNT", "ICHQ", "CCHQ")),
    "INTEREST": (("ACMT", "MCOP", "INTR"), ("ACMT", "MDOP", "INTR")),
    "FEE": (("ACMT", "MCOP", "FEES"), ("ACMT", "MDOP", "FEES")),
    "TAX": (("ACMT", "MCOP", "TAXE"), ("ACMT", "MDOP", "TAXE")),
    "LOAN_DISBURSEMENT": (("LDAS", "CSLN", "DDWN"), ("LDAS", "CSLN", "DDWN")),
    "LOAN_REPAYMENT": (("LDAS", "CSLN", "PPAY"), ("LDAS", "CSLN", "PPAY")),
    "LOAN_CHARGE": (("LDAS", "CSLN", "CHRG"), ("LDAS", "CSLN", "CHRG")),
    "EXCHANGE": (("FORX", "SPOT", "OTHR"), ("FORX", "SPOT", "OTHR")),
}


@dataclass(frozen=True, slots=True)
class _Version:
    """What messages and their versions write differently; `mark` ends a message's reference."""

    name: str
    status: str
    party: Callable[[str], str]
    net: Callable[[str, str], str]
    has_amounts: bool
    root: str = "BkToCstmrStmt"
    body: str = "Stmt"
    mark: str = ""
    has_balances: bool = True


_V02 = _Version(
    "camt.053.001.02",
    "<Sts>BOOK</Sts>",
    lambda inner: inner,
    lambda amount, sign: f"<TtlNetNtryAmt>{amount}</TtlNetNtryAmt><CdtDbtInd>{sign}</CdtDbtInd>",
    has_amounts=False,
)
_V08 = _Version(
    "camt.053.001.08",
    "<Sts><Cd>BOOK</Cd></Sts>",
    lambda inner: f"<Pty>{inner}</Pty>",
    lambda amount, sign: (
        f"<TtlNetNtry><Amt>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd></TtlNetNtry>"
    ),
    has_amounts=True,
)


def _notification(version: _Version, name: str) -> _Version:
    return replace(
        version,
        name=name,
        root="BkToCstmrDbtCdtNtfctn",
        body="Ntfctn",
        mark="-N",
        has_balances=False,
    )


_NOTIFICATION_V02 = _notification(_V02, "camt.054.001.02")
_NOTIFICATION_V08 = _notification(_V08, "camt.054.001.08")


def render_v02(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as camt.053.001.02, an entry at a time."""
    return _render(statement, _V02)


def render_v08(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as camt.053.001.08, an entry at a time."""
    return _render(statement, _V08)


def render_notification_v02(statement: Statement) -> Iterator[bytes]:
    """Yield the statement's debits and credits as camt.054.001.02, an entry at a time."""
    return _render(statement, _NOTIFICATION_V02)


def render_notification_v08(statement: Statement) -> Iterator[bytes]:
    """Yield the statement's debits and credits as camt.054.001.08, an entry at a time."""
    return _render(statement, _NOTIFICATION_V08)


def _render(statement: Statement, version: _Version) -> Iterator[bytes]:
    head = statement.head
    yield _beginning(head, version).encode()
    for line in statement.lines:
        yield _entry(line.entry, head.currency, version).encode()
    yield f"</{version.body}></{version.root}></Document>\n".encode()


def _beginning(head: StatementHead, version: _Version) -> str:
    made = _moment(head.made_at)
    reference = f"{head.iban[-18:]}-{_which(head)}{version.mark}"
    balances = (
        _balance("OPBD", head.opening, head.first_day)
        + _balance("CLBD", head.closing, head.last_day)
        if version.has_balances
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version.name}"><{version.root}>'
        f"<GrpHdr><MsgId>{reference}</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr>\n"
        f"<{version.body}><Id>{reference}</Id>{_numbers(head)}<CreDtTm>{made}</CreDtTm>"
        f"<FrToDt><FrDtTm>{head.first_day}T00:00:00</FrDtTm>"
        f"<ToDtTm>{head.last_day}T23:59:59</ToDtTm></FrToDt>\n"
        f"<Acct><Id><IBAN>{head.iban}</IBAN></Id><Ccy>{head.currency.code}</Ccy>"
        f"<Ownr>{_party(head.owner)}</Ownr>{_servicer(head)}</Acct>\n"
        f"{balances}{_summary(head, version)}"
    )


def _which(head: StatementHead) -> str:
    if head.number is None:
        return f"{head.first_day:%y%m%d}{head.last_day:%y%m%d}"
    return f"{head.number:06}"


def _numbers(head: StatementHead) -> str:
    """Return the numbers in the account's sequence; a statement of chosen days is in none."""
    if head.number is None:
        return ""
    return f"<ElctrncSeqNb>{head.number}</ElctrncSeqNb><LglSeqNb>{head.number}</LglSeqNb>"


def _party(party: Party) -> str:
    lines = "".join(f"<AdrLine>{cut(line, _LONGEST_LINE)}</AdrLine>" for line in party.address[:7])
    address = f"<PstlAdr>{lines}</PstlAdr>" if lines else ""
    return f"<Nm>{cut(party.name, _LONGEST_NAME)}</Nm>{address}"


def _servicer(head: StatementHead) -> str:
    system = {"DE": "DEBLZ"}.get(head.iban[:2])
    member = (
        f"<ClrSysMmbId><ClrSysId><Cd>{system}</Cd></ClrSysId><MmbId>{text(head.bank_code)}</MmbId>"
        "</ClrSysMmbId>"
        if system
        else ""
    )
    name = cut(head.bank.name, _LONGEST_NAME)
    return f"<Svcr><FinInstnId>{member}<Nm>{name}</Nm></FinInstnId></Svcr>"


def _balance(code: str, balance: Money, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(balance)}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _summary(head: StatementHead, version: _Version) -> str:
    exponent = head.currency.exponent
    net = head.credits.minor - head.debits.minor
    summed = plain(head.credits.minor + head.debits.minor, exponent)
    return (
        f"<TxsSummry><TtlNtries><NbOfNtries>{head.entries}</NbOfNtries><Sum>{summed}</Sum>"
        f"{version.net(plain(abs(net), exponent), _sign(net))}</TtlNtries>"
        f"<TtlCdtNtries><Sum>{plain(head.credits.minor, exponent)}</Sum></TtlCdtNtries>"
        f"<TtlDbtNtries><Sum>{plain(head.debits.minor, exponent)}</Sum></TtlDbtNtries>"
        "</TxsSummry>\n"
    )


def _entry(entry: EntryRow, currency: Currency, version: _Version) -> str:
    domain, family, sub_family = _CODES.get(entry.kind, (_NOT_AVAILABLE, _NOT_AVAILABLE))[
        entry.amount < 0
    ]
    reversal = "<RvslInd>true</RvslInd>" if entry.kind == "REVERSAL" else ""
    return (
        f"<Ntry><NtryRef>{entry.seq}</NtryRef>{_amount(Money(entry.amount, currency))}{reversal}"
        f"{version.status}<BookgDt><Dt>{entry.booking_date}</Dt></BookgDt>"
        f"<ValDt><Dt>{entry.value_date}</Dt></ValDt><AcctSvcrRef>{entry.txn_id}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"{_details(entry, currency, version)}"
        f"<AddtlNtryInf>{text(wording.kind(entry.kind))}</AddtlNtryInf></Ntry>\n"
    )


def _details(entry: EntryRow, currency: Currency, version: _Version) -> str:
    side = "Dbtr" if entry.amount > 0 else "Cdtr"
    parties = remittance = ""
    if entry.counterparty_iban:
        name = version.party(f"<Nm>{cut(entry.counterparty_name, _LONGEST_NAME)}</Nm>")
        parties = (
            f"<RltdPties><{side}>{name}</{side}><{side}Acct><Id><IBAN>"
            f"{entry.counterparty_iban}</IBAN></Id></{side}Acct></RltdPties>"
        )
    if entry.narrative.strip():
        lines = "".join(f"<Ustrd>{line}</Ustrd>" for line in _remittance(entry.narrative))
        remittance = f"<RmtInf>{lines}</RmtInf>" if lines else ""
    # Only the newer version has an amount here; the entry's own says the same in the older.
    amount = _amount(Money(entry.amount, currency)) if version.has_amounts else ""
    references = f"<Refs><AcctSvcrRef>{entry.txn_id}</AcctSvcrRef></Refs>"
    return f"<NtryDtls><TxDtls>{references}{amount}{parties}{remittance}</TxDtls></NtryDtls>"


def _remittance(narrative: str) -> list[str]:
    """Return the narrative in pieces of the length that the message allows; none is empty."""
    pieces = (
        cut(narrative[at : at + _LONGEST_REMITTANCE], _LONGEST_REMITTANCE)
        for at in range(0, len(narrative), _LONGEST_REMITTANCE)
    )
    return [piece for piece in pieces if piece]


def _amount(money: Money) -> str:
    written = plain(abs(money.minor), money.currency.exponent)
    sign = f"<CdtDbtInd>{_sign(money.minor)}</CdtDbtInd>"
    return f'<Amt Ccy="{money.currency.code}">{written}</Amt>{sign}'


def _sign(minor: int) -> str:
    return "DBIT" if minor < 0 else "CRDT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
