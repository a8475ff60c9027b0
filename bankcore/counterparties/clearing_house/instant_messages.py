"""What the instant service reads and writes: pacs.008, .028 and .002, one payment a message."""

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Tree

from bankcore.counterparties.clearing_house import moment, sepa
from bankcore.counterparties.clearing_house.payments import Wrong

_ITEMS = {
    "FIToFICstmrCdtTrf": ("CdtTrfTxInf", "PmtId/TxId"),
    "FIToFIPmtStsReq": ("TxInf", "OrgnlTxId"),
    "FIToFIPmtStsRpt": ("TxInfAndSts", "OrgnlTxId"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message of the bank's. `kind` is pay, ask or answer; `message` is the payment's own."""

    kind: str
    message: str
    transaction: str
    minor: int = 0
    day: str = ""
    account: str = ""
    name: str = ""
    end_to_end: str = ""
    accepted_at: datetime | None = None
    status: str = ""
    reason: str = ""


def read(data: bytes) -> Asked:
    """Return what the bank says; raises Wrong with FF01."""
    body = sepa.body_of(data)
    item, identity = _ITEMS.get(body.tag, ("", ""))
    found = body.findall(item) if item else []
    if len(found) != 1:
        raise Wrong(code="FF01")
    (one,) = found
    transaction = one.findtext(identity) or ""
    if body.tag == "FIToFICstmrCdtTrf":
        return _payment(body, one, transaction)
    original = body.findtext("OrgnlGrpInf/OrgnlMsgId") or body.findtext(
        "OrgnlGrpInfAndSts/OrgnlMsgId"
    )
    return Asked(
        kind="ask" if body.tag == "FIToFIPmtStsReq" else "answer",
        message=original or "",
        transaction=transaction,
        status=one.findtext("TxSts") or "",
        reason=one.findtext("StsRsnInf/Rsn/Cd") or "",
    )


def _payment(body: Tree.Element, one: Tree.Element, transaction: str) -> Asked:
    sent = sepa.read_body(body)
    (payment,) = sent.payments
    accepted = one.findtext("AccptncDtTm")
    if body.findtext("GrpHdr/PmtTpInf/LclInstrm/Cd") != "INST" or not accepted:
        raise Wrong(code="FF01")
    return Asked(
        kind="pay",
        message=sent.message,
        transaction=transaction,
        minor=payment.minor,
        day=sent.day,
        account=payment.account,
        name=payment.name,
        end_to_end=payment.end_to_end,
        accepted_at=datetime.fromisoformat(accepted),
    )


def status(own: str, message: str, transaction: str, *, said: str, reason: str) -> bytes:
    """Return a pacs.002 about one payment."""
    root, body = sepa.document("pacs.002.001.10", "FIToFIPmtStsRpt")
    header = Tree.SubElement(body, "GrpHdr")
    sepa.texts(header, MsgId=own, CreDtTm=moment.now().strftime("%Y-%m-%dT%H:%M:%SZ"))
    about = Tree.SubElement(body, "OrgnlGrpInfAndSts")
    sepa.texts(about, OrgnlMsgId=message, OrgnlMsgNmId="pacs.008.001.08", GrpSts=said)
    item = Tree.SubElement(body, "TxInfAndSts")
    sepa.texts(item, OrgnlTxId=transaction, TxSts=said)
    if reason:
        sepa.reason(item, "StsRsnInf", reason)
    return sepa.as_bytes(root)
