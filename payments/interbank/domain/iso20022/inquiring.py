"""Asking what became of a payment: pacs.028."""

from __future__ import annotations

from datetime import datetime

from payments.interbank.domain.iso20022.pacs import StatusRequest
from payments.interbank.domain.iso20022.writing import document, element, moment

INQUIRY = "pacs.028.001.03"


def write_inquiry(request: StatusRequest, *, at: datetime) -> bytes:
    """Return the question as pacs.028."""
    return document(
        INQUIRY,
        "FIToFIPmtStsReq",
        element("GrpHdr", element("MsgId", request.message_id), element("CreDtTm", moment(at))),
        element(
            "OrgnlGrpInf",
            element("OrgnlMsgId", request.original_message_id),
            element("OrgnlMsgNmId", request.original_kind),
        ),
        element(
            "TxInf",
            element("StsReqId", request.message_id),
            element("OrgnlEndToEndId", request.end_to_end_id or "NOTPROVIDED"),
            element("OrgnlTxId", request.transaction_id),
        ),
    )
