"""ISO 20022 as the house reads and writes it: pacs messages, and recalls."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as Tree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bankcore.counterparties.clearing_house import moment
from bankcore.counterparties.clearing_house.payments import Asked, Payment, Sent, Wrong

# What is asked of one bank by another, and where the payment stands in it.
_ASSIGNED = {"FIToFIPmtCxlReq": "Undrlyg/TxInf", "RsltnOfInvstgtn": "CxlDtls/TxInfAndSts"}
_SPACE = "urn:iso:std:iso:20022:tech:xsd:"
_KINDS = {
    "FIToFICstmrCdtTrf": ("credits", "CdtTrfTxInf", "IntrBkSttlmAmt", "TxId", "Cdtr"),
    "FIToFICstmrDrctDbt": ("debits", "DrctDbtTxInf", "IntrBkSttlmAmt", "TxId", "Dbtr"),
    "PmtRtr": ("returns", "TxInf", "RtrdIntrBkSttlmAmt", "OrgnlTxId", ""),
}


def read(data: bytes) -> Sent:
    """Return what the bank sent; raises Wrong with FF01, AM18 or AM10."""
    return read_body(body_of(data))


def body_of(data: bytes) -> Tree.Element:
    """Return a document's one element, without namespaces; raises Wrong with FF01."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (DefusedXmlException, Tree.ParseError, ValueError):
        raise Wrong(code="FF01") from None
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    return root[0] if len(root) else root


def read_body(body: Tree.Element) -> Sent:
    """Return what a message says whose names are bare; raises Wrong as `read` does."""
    message = body.findtext("GrpHdr/MsgId") or ""
    if body.tag in _ASSIGNED:
        return _assigned(body)
    if body.tag == "FIToFIPmtStsRpt" and message:
        return Sent(kind="status", message=message, day="", payments=())
    if body.tag not in _KINDS or not message:
        raise Wrong(code="FF01")
    kind, item, amount, identity, party = _KINDS[body.tag]
    payments = tuple(
        _payment(each, amount, identity, party, is_debit=kind == "debits")
        for each in body.findall(item)
    )
    _check(body, payments)
    day = body.findtext("GrpHdr/IntrBkSttlmDt") or ""
    if not day or not payments:
        raise Wrong(code="FF01")
    return Sent(kind=kind, message=message, day=day, payments=payments)


def _assigned(body: Tree.Element) -> Sent:
    """Read a recall, or the refusal of one: both are about one payment."""
    path = _ASSIGNED[body.tag]
    found = body.find(path)
    message = body.findtext("Assgnmt/Id") or ""
    if found is None or not message:
        raise Wrong(code="FF01")
    payment = Payment(
        transaction=found.findtext("OrgnlTxId") or "",
        end_to_end=found.findtext("OrgnlEndToEndId") or "",
        minor=_minor(found.findtext("OrgnlIntrBkSttlmAmt") or "0"),
        account="",
        name="",
    )
    kind = "recall" if body.tag == "FIToFIPmtCxlReq" else "refusal"
    original = found.findtext("OrgnlGrpInf/OrgnlMsgId") or ""
    return Sent(kind=kind, message=message, day="", payments=(payment,), original=original)


def _payment(
    node: Tree.Element, amount: str, identity: str, party: str, *, is_debit: bool
) -> Payment:
    place = "PmtId/" if identity == "TxId" else ""
    original = node.findtext("OrgnlGrpInf/OrgnlMsgNmId") or ""
    end_to_end = "PmtId/EndToEndId" if place else "OrgnlEndToEndId"
    return Payment(
        transaction=node.findtext(f"{place}{identity}") or "",
        end_to_end=node.findtext(end_to_end) or "",
        minor=_minor(node.findtext(amount) or ""),
        account=(node.findtext(f"{party}Acct/Id/IBAN") if party else "") or "",
        name=(node.findtext(f"{party}/Nm") if party else "") or "",
        is_debit=is_debit or original.startswith("pacs.003"),
    )


def _minor(text: str) -> int:
    try:
        return int(Decimal(text).scaleb(2))
    except (InvalidOperation, ValueError):
        raise Wrong(code="AM12") from None


def _check(body: Tree.Element, payments: Sequence[Payment]) -> None:
    header = "GrpHdr/"
    if body.findtext(f"{header}NbOfTxs") != str(len(payments)):
        raise Wrong(code="AM18")
    total = sum(each.minor for each in payments)
    for name in ("CtrlSum", "TtlIntrBkSttlmAmt", "TtlRtrdIntrBkSttlmAmt"):
        stated = body.findtext(f"{header}{name}")
        if stated is not None and _minor(stated) != total:
            raise Wrong(code="AM10")


def status(
    own: str,
    original: str,
    kind: str,
    *,
    group: str,
    reason_code: str,
    rejected: Sequence[tuple[str, str]],
) -> bytes:
    """Return a pacs.002 on a file; `rejected` are transactions and reasons."""
    root, body = document("pacs.002.001.10", "FIToFIPmtStsRpt")
    header = Tree.SubElement(body, "GrpHdr")
    texts(header, MsgId=own, CreDtTm=_now())
    about = Tree.SubElement(body, "OrgnlGrpInfAndSts")
    name = "pacs.003.001.08" if kind == "debits" else "pacs.008.001.08"
    texts(about, OrgnlMsgId=original, OrgnlMsgNmId=name, GrpSts=group)
    if reason_code:
        reason(about, "StsRsnInf", reason_code)
    for transaction, code in rejected:
        item = Tree.SubElement(body, "TxInfAndSts")
        texts(item, OrgnlTxId=transaction, TxSts="RJCT")
        reason(item, "StsRsnInf", code)
    return as_bytes(root)


def returns(own: str, day: str, found: Sequence[tuple[str, str, Payment, str]]) -> bytes:
    """Return a pacs.004; each is return id, original message, payment and reason."""
    root, body = document("pacs.004.001.09", "PmtRtr")
    _header(body, own, day, [each[2] for each in found], "TtlRtrdIntrBkSttlmAmt")
    for identity, original, payment, code in found:
        item = Tree.SubElement(body, "TxInf")
        texts(item, RtrId=identity)
        group = Tree.SubElement(item, "OrgnlGrpInf")
        name = "pacs.003.001.08" if payment.is_debit else "pacs.008.001.08"
        texts(group, OrgnlMsgId=original, OrgnlMsgNmId=name)
        texts(item, OrgnlEndToEndId=payment.end_to_end, OrgnlTxId=payment.transaction)
        amount(item, "RtrdIntrBkSttlmAmt", payment.minor)
        reason(item, "RtrRsnInf", code)
    return as_bytes(root)


def collection(own: str, day: str, payment: Payment, asked: Asked) -> bytes:
    """Return a pacs.003 of one collection from a customer of the bank."""
    root, body = document("pacs.003.001.08", "FIToFICstmrDrctDbt")
    _header(body, own, day, [payment], "TtlIntrBkSttlmAmt")
    item = Tree.SubElement(body, "DrctDbtTxInf")
    texts(Tree.SubElement(item, "PmtId"), EndToEndId=payment.end_to_end, TxId=payment.transaction)
    kind = Tree.SubElement(item, "PmtTpInf")
    texts(Tree.SubElement(kind, "SvcLvl"), Cd="SEPA")
    texts(Tree.SubElement(kind, "LclInstrm"), Cd=asked.scheme)
    texts(kind, SeqTp="RCUR")
    amount(item, "IntrBkSttlmAmt", payment.minor)
    texts(item, ChrgBr="SLEV", ReqdColltnDt=day)
    right = Tree.SubElement(item, "DrctDbtTx")
    texts(Tree.SubElement(right, "MndtRltdInf"), MndtId=asked.mandate, DtOfSgntr=day)
    place = right
    for name in ("CdtrSchmeId", "Id", "PrvtId", "Othr"):
        place = Tree.SubElement(place, name)
    texts(place, Id=asked.creditor)
    texts(Tree.SubElement(place, "SchmeNm"), Prtry="SEPA")
    _party(item, "Cdtr", asked.name, "")
    _party(item, "Dbtr", "Demo Payer", payment.account)
    return as_bytes(root)


def _party(item: Tree.Element, name: str, called: str, iban: str) -> None:
    """Add who it is, the account where it is told, and a bank that is not."""
    texts(Tree.SubElement(item, name), Nm=called)
    if iban:
        texts(Tree.SubElement(Tree.SubElement(item, f"{name}Acct"), "Id"), IBAN=iban)
    place = Tree.SubElement(Tree.SubElement(item, f"{name}Agt"), "FinInstnId")
    texts(Tree.SubElement(place, "Othr"), Id="NOTPROVIDED")


def transfers(
    own: str, day: str, found: Sequence[Payment], *, instant_at: datetime | None = None
) -> bytes:
    """Return a pacs.008 of payments to the bank's customers; of one that is instant its moment."""
    root, body = document("pacs.008.001.08", "FIToFICstmrCdtTrf")
    _header(body, own, day, found, "TtlIntrBkSttlmAmt")
    if instant_at is not None:
        kind = Tree.SubElement(body[0], "PmtTpInf")
        texts(Tree.SubElement(kind, "SvcLvl"), Cd="SEPA")
        texts(Tree.SubElement(kind, "LclInstrm"), Cd="INST")
    for each in found:
        item = Tree.SubElement(body, "CdtTrfTxInf")
        texts(Tree.SubElement(item, "PmtId"), EndToEndId=each.end_to_end, TxId=each.transaction)
        amount(item, "IntrBkSttlmAmt", each.minor)
        if instant_at is not None:
            texts(item, AccptncDtTm=instant_at.isoformat(timespec="milliseconds"))
        texts(item, ChrgBr="SLEV")
        texts(Tree.SubElement(item, "Dbtr"), Nm=each.name)
        for name in ("DbtrAgt", "CdtrAgt"):
            place = Tree.SubElement(Tree.SubElement(item, name), "FinInstnId")
            if name == "DbtrAgt" and each.bank:
                texts(place, BICFI=each.bank)
            else:
                texts(Tree.SubElement(place, "Othr"), Id="NOTPROVIDED")
        texts(Tree.SubElement(item, "Cdtr"), Nm="Demo Payee")
        place = Tree.SubElement(Tree.SubElement(item, "CdtrAcct"), "Id")
        texts(place, IBAN=each.account)
    return as_bytes(root)


def document(name: str, body: str) -> tuple[Tree.Element, Tree.Element]:
    """Return a message and its one element."""
    root = Tree.Element("Document", xmlns=f"{_SPACE}{name}")
    return root, Tree.SubElement(root, body)


def _header(body: Tree.Element, own: str, day: str, found: Sequence[Payment], total: str) -> None:
    header = Tree.SubElement(body, "GrpHdr")
    texts(header, MsgId=own, CreDtTm=_now(), NbOfTxs=str(len(found)))
    amount(header, total, sum(each.minor for each in found))
    texts(header, IntrBkSttlmDt=day)
    texts(Tree.SubElement(header, "SttlmInf"), SttlmMtd="CLRG")


def reason(parent: Tree.Element, name: str, code: str) -> None:
    """Add a reason by its code."""
    place = Tree.SubElement(Tree.SubElement(parent, name), "Rsn")
    texts(place, Cd=code)


def amount(parent: Tree.Element, name: str, minor: int) -> None:
    """Add an amount of euros."""
    found = Tree.SubElement(parent, name, Ccy="EUR")
    found.text = f"{Decimal(minor).scaleb(-2):.2f}"


def texts(parent: Tree.Element, **given: str) -> None:
    """Add elements with these texts, in order."""
    for name, text in given.items():
        Tree.SubElement(parent, name).text = text


def _now() -> str:
    return moment.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def as_bytes(root: Tree.Element) -> bytes:
    """Return the message in UTF-8."""
    found: bytes = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return found
