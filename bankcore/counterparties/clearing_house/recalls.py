"""Recalls as the other banks handle them: by the last two digits of the amount."""

from xml.etree import ElementTree as Tree

from bankcore.counterparties.clearing_house import moment, sepa
from bankcore.counterparties.clearing_house.payments import Payment

# Last two digits of the minor units: why the money does not come back; no word at all.
_REFUSED = {81: "CUST", 82: "AC04"}
_SILENT = 83
NEVER_CAME = "NOOR"
FOLLOWED = "FOCR"


def answer(minor: int) -> str | None:
    """Return why a recall is refused, empty where it is followed, None where nobody answers."""
    ending = minor % 100
    return None if ending == _SILENT else _REFUSED.get(ending, "")


def refusal(own: str, case: str, original: str, payment: Payment, code: str) -> bytes:
    """Return a camt.029 on a recall of the bank's."""
    root, body = sepa.document("camt.029.001.09", "RsltnOfInvstgtn")
    _assignment(body, own)
    sepa.texts(Tree.SubElement(body, "Sts"), Conf="RJCR")
    item = Tree.SubElement(Tree.SubElement(body, "CxlDtls"), "TxInfAndSts")
    sepa.texts(item, CxlStsId=case)
    _original(item, original)
    sepa.texts(item, OrgnlTxId=payment.transaction, TxCxlSts="RJCR")
    sepa.reason(item, "CxlStsRsnInf", code)
    return sepa.as_bytes(root)


def recall(own: str, original: str, payment: Payment, day: str, code: str) -> bytes:
    """Return a camt.056 about a payment to one of the bank's customers."""
    root, body = sepa.document("camt.056.001.08", "FIToFIPmtCxlReq")
    _assignment(body, own)
    sepa.texts(Tree.SubElement(body, "CtrlData"), NbOfTxs="1")
    item = Tree.SubElement(Tree.SubElement(body, "Undrlyg"), "TxInf")
    sepa.texts(item, CxlId=own)
    _original(item, original)
    sepa.texts(item, OrgnlTxId=payment.transaction)
    sepa.amount(item, "OrgnlIntrBkSttlmAmt", payment.minor)
    sepa.texts(item, OrgnlIntrBkSttlmDt=day)
    sepa.reason(item, "CxlRsnInf", code)
    return sepa.as_bytes(root)


def _assignment(body: Tree.Element, own: str) -> None:
    head = Tree.SubElement(body, "Assgnmt")
    sepa.texts(head, Id=own)
    for name in ("Assgnr", "Assgne"):
        place = Tree.SubElement(Tree.SubElement(Tree.SubElement(head, name), "Agt"), "FinInstnId")
        sepa.texts(Tree.SubElement(place, "Othr"), Id="NOTPROVIDED")
    sepa.texts(head, CreDtTm=moment.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def _original(item: Tree.Element, message: str) -> None:
    group = Tree.SubElement(item, "OrgnlGrpInf")
    sepa.texts(group, OrgnlMsgId=message or "NOTPROVIDED", OrgnlMsgNmId="pacs.008.001.08")
