"""The statement of the bank's account with the settlement bank: camt.053.001.08."""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as Tree

from bankcore.counterparties.clearing_house import moment

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def write(
    name: str,
    *,
    account: str,
    currency: str,
    day: str,
    opening: int,
    entries: Sequence[tuple[str, int, str]],
) -> bytes:
    """Return the statement; entries are reference, signed minor units and day."""
    made = moment.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    root = Tree.Element("Document", xmlns=_SPACE)
    body = Tree.SubElement(root, "BkToCstmrStmt")
    header = Tree.SubElement(body, "GrpHdr")
    _text(header, "MsgId", name)
    _text(header, "CreDtTm", made)
    found = Tree.SubElement(body, "Stmt")
    _text(found, "Id", name)
    _text(found, "CreDtTm", made)
    place = Tree.SubElement(found, "Acct")
    _text(place, "Id/Othr/Id", account)
    _text(place, "Ccy", currency)
    closing = opening + sum(minor for _, minor, _ in entries)
    for code, minor in (("OPBD", opening), ("CLBD", closing)):
        balance = Tree.SubElement(found, "Bal")
        _text(balance, "Tp/CdOrPrtry/Cd", code)
        _money(balance, minor, currency)
        _text(balance, "Dt/Dt", day)
    for reference, minor, booked in entries:
        _entry(found, reference, minor, booked, currency)
    content: bytes = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _entry(parent: Tree.Element, reference: str, minor: int, day: str, currency: str) -> None:
    entry = Tree.SubElement(parent, "Ntry")
    _money(entry, minor, currency)
    _text(entry, "Sts/Cd", "BOOK")
    _text(entry, "BookgDt/Dt", day)
    _text(entry, "ValDt/Dt", day)
    _text(entry, "AcctSvcrRef", reference[:35])
    code = Tree.SubElement(Tree.SubElement(entry, "BkTxCd"), "Domn")
    _text(code, "Cd", "PMNT")
    family = Tree.SubElement(code, "Fmly")
    _text(family, "Cd", "RCDT" if minor > 0 else "ICDT")
    _text(family, "SubFmlyCd", "OTHR")
    details = Tree.SubElement(Tree.SubElement(entry, "NtryDtls"), "TxDtls")
    references = Tree.SubElement(details, "Refs")
    _text(references, "AcctSvcrRef", reference[:35])
    _text(references, "EndToEndId", reference[:35])
    _money(details, minor, currency)


def _money(parent: Tree.Element, minor: int, currency: str) -> None:
    amount = Tree.SubElement(parent, "Amt", Ccy=currency)
    amount.text = f"{Decimal(abs(minor)).scaleb(-2):.2f}"
    _text(parent, "CdtDbtInd", "CRDT" if minor >= 0 else "DBIT")


def _text(parent: Tree.Element, path: str, text: str) -> None:
    place = parent
    for name in path.split("/"):
        place = Tree.SubElement(place, name)
    place.text = text
