"""Asking for settled money back, and refusing it: camt.056 and camt.029, one payment a message."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from payments.interbank.domain.iso20022.pacs import RecallMessage, RecallRefusal
from payments.interbank.domain.iso20022.reading import Message, Node, UnreadableMessage, require
from payments.interbank.domain.iso20022.writing import (
    Part,
    agent,
    document,
    element,
    moment,
    money,
)

RECALL: Final = "camt.056.001.08"
REFUSAL: Final = "camt.029.001.09"
_TRANSFERS: Final = "pacs.008.001.08"
_RECALLS: Final = frozenset({"08"})
_REFUSALS: Final = frozenset({"09"})
_REJECTED: Final = "RJCR"
_LONGEST_TEXT: Final = 105
_LONGEST_ID: Final = 35


def write_recall(recall: RecallMessage, *, at: datetime) -> bytes:
    """Return the question as camt.056."""
    return document(
        RECALL,
        "FIToFIPmtCxlReq",
        _assignment(recall.case_id, recall.sender, recall.receiver, at),
        element("CtrlData", element("NbOfTxs", "1")),
        element(
            "Undrlyg",
            element(
                "TxInf",
                element("CxlId", recall.case_id),
                _original(recall.original_message_id),
                element("OrgnlEndToEndId", recall.end_to_end_id or "NOTPROVIDED"),
                element("OrgnlTxId", recall.transaction_id),
                money("OrgnlIntrBkSttlmAmt", recall.amount),
                element(
                    "OrgnlIntrBkSttlmDt",
                    recall.settled_on.isoformat() if recall.settled_on else "",
                ),
                _reason("CxlRsnInf", recall.reason, recall.detail),
            ),
        ),
    )


def write_refusal(refusal: RecallRefusal, *, at: datetime) -> bytes:
    """Return the answer as camt.029."""
    return document(
        REFUSAL,
        "RsltnOfInvstgtn",
        _assignment(refusal.message_id, refusal.sender, refusal.receiver, at),
        element("Sts", element("Conf", _REJECTED)),
        element(
            "CxlDtls",
            element(
                "TxInfAndSts",
                element("CxlStsId", refusal.case_id),
                _original(refusal.original_message_id),
                element("OrgnlEndToEndId", refusal.end_to_end_id or "NOTPROVIDED"),
                element("OrgnlTxId", refusal.transaction_id),
                element("TxCxlSts", _REJECTED),
                _reason("CxlStsRsnInf", refusal.reason, refusal.detail),
            ),
        ),
    )


def read_recall(message: Message) -> RecallMessage:
    """Return what is asked for; raises UnreadableMessage."""
    body = require(message, "camt.056", _RECALLS)
    head, found = body.need("Assgnmt"), _only(body, "Undrlyg", "TxInf")
    return RecallMessage(
        case_id=_identity(found.text("CxlId") or head.text("Id")),
        sender=_bank(head, "Assgnr"),
        receiver=_bank(head, "Assgne"),
        original_message_id=found.text("OrgnlGrpInf", "OrgnlMsgId"),
        transaction_id=_identity(found.text("OrgnlTxId")),
        end_to_end_id=_told(found.text("OrgnlEndToEndId")),
        amount=found.money("OrgnlIntrBkSttlmAmt"),
        settled_on=found.day("OrgnlIntrBkSttlmDt"),
        reason=_code(found, "CxlRsnInf") or "NARR",
        detail=found.text("CxlRsnInf", "AddtlInf"),
    )


def read_refusal(message: Message) -> RecallRefusal:
    """Return why money does not come back; raises UnreadableMessage.

    An answer that says anything but no is none that is read here: money that comes back says so
    itself, by pacs.004.
    """
    body = require(message, "camt.029", _REFUSALS)
    head, found = body.need("Assgnmt"), _only(body, "CxlDtls", "TxInfAndSts")
    if _REJECTED not in {body.text("Sts", "Conf"), found.text("TxCxlSts")}:
        words = "The answer to a recall is no refusal."
        raise UnreadableMessage(reason="not_a_refusal", message=words)
    return RecallRefusal(
        message_id=_identity(head.text("Id")),
        case_id=found.text("CxlStsId"),
        sender=_bank(head, "Assgnr"),
        receiver=_bank(head, "Assgne"),
        original_message_id=found.text("OrgnlGrpInf", "OrgnlMsgId"),
        transaction_id=_identity(found.text("OrgnlTxId")),
        end_to_end_id=_told(found.text("OrgnlEndToEndId")),
        reason=_code(found, "CxlStsRsnInf") or "NARR",
        detail=found.text("CxlStsRsnInf", "AddtlInf"),
    )


def _assignment(name: str, sender: str, receiver: str, at: datetime) -> Part:
    return element(
        "Assgnmt",
        element("Id", name),
        element("Assgnr", agent("Agt", sender)),
        element("Assgne", agent("Agt", receiver)),
        element("CreDtTm", moment(at)),
    )


def _original(message_id: str) -> Part:
    return element(
        "OrgnlGrpInf",
        element("OrgnlMsgId", message_id or "NOTPROVIDED"),
        element("OrgnlMsgNmId", _TRANSFERS),
    )


def _reason(name: str, code: str, detail: str) -> Part:
    text = element("AddtlInf", detail[:_LONGEST_TEXT])
    return element(name, element("Rsn", element("Cd", code)), text)


def _only(body: Node, *path: str) -> Node:
    outer = body.children(path[0])
    found = [each for part in outer for each in part.children(path[1])]
    if len(found) != 1:
        words = f"The message is about {len(found)} payments, and not about one."
        raise UnreadableMessage(reason="not_one_payment", message=words)
    return found[0]


def _identity(text: str) -> str:
    if not 1 <= len(text) <= _LONGEST_ID:
        words = "The message names no payment, or not itself."
        raise UnreadableMessage(reason="missing", message=words)
    return text


def _bank(head: Node, name: str) -> str:
    return _told(head.text(name, "Agt", "FinInstnId", "BICFI"))


def _code(node: Node, name: str) -> str:
    return (node.text(name, "Rsn", "Cd") or node.text(name, "Rsn", "Prtry"))[:4]


def _told(text: str) -> str:
    return "" if text == "NOTPROVIDED" else text
