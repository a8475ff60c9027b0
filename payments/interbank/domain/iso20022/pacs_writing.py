"""Writing what SEPA's banks tell each other: pacs.008, pacs.003, pacs.002 and pacs.004."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bankcore.money import Money
from payments.interbank.domain.iso20022.pacs import (
    Mandate,
    ReturnMessage,
    Side,
    StatusMessage,
    Transfer,
    TransferMessage,
    TransferReturn,
    TransferStatus,
)
from payments.interbank.domain.iso20022.writing import (
    Part,
    account,
    agent,
    document,
    element,
    exact_moment,
    moment,
    money,
)

CREDIT_TRANSFERS: Final = "pacs.008.001.08"
COLLECTIONS: Final = "pacs.003.001.08"
STATUS: Final = "pacs.002.001.10"
RETURNS: Final = "pacs.004.001.09"
_LONGEST_TEXT: Final = 105


def write_transfers(message: TransferMessage, *, at: datetime) -> bytes:
    """Return credit transfers as pacs.008 (SCT, or SCT Inst)."""
    return document(
        CREDIT_TRANSFERS,
        "FIToFICstmrCdtTrf",
        _header(message, at, _service("INST" if message.is_instant else "")),
        *(_transfer(each) for each in message.transfers),
    )


def write_collections(message: TransferMessage, *, at: datetime) -> bytes:
    """Return direct debits as pacs.003 (SDD Core); raises ValueError for one without mandate."""
    return document(
        COLLECTIONS,
        "FIToFICstmrDrctDbt",
        _header(message, at, None),
        *(_collection(each) for each in message.transfers),
    )


def write_status(message: StatusMessage, *, at: datetime) -> bytes:
    """Return how payments went as pacs.002."""
    return document(
        STATUS,
        "FIToFIPmtStsRpt",
        element("GrpHdr", element("MsgId", message.message_id), element("CreDtTm", moment(at))),
        element(
            "OrgnlGrpInfAndSts",
            element("OrgnlMsgId", message.original_message_id),
            element("OrgnlMsgNmId", message.original_kind),
            element("GrpSts", message.status),
            _reason("StsRsnInf", message.reason, ""),
        ),
        *(_status(each) for each in message.transfers),
    )


def write_returns(message: ReturnMessage, *, at: datetime) -> bytes:
    """Return payments that go back as pacs.004."""
    total = _total([each.amount for each in message.returns])
    return document(
        RETURNS,
        "PmtRtr",
        element(
            "GrpHdr",
            element("MsgId", message.message_id),
            element("CreDtTm", moment(at)),
            element("NbOfTxs", str(len(message.returns))),
            money("TtlRtrdIntrBkSttlmAmt", total),
            element("IntrBkSttlmDt", _day(message.settlement_date)),
            _settlement(),
        ),
        *(_return(each) for each in message.returns),
    )


def _header(message: TransferMessage, at: datetime, kind: Part) -> Part:
    return element(
        "GrpHdr",
        element("MsgId", message.message_id),
        element("CreDtTm", moment(at)),
        element("NbOfTxs", str(len(message.transfers))),
        money("TtlIntrBkSttlmAmt", _total([each.amount for each in message.transfers])),
        element("IntrBkSttlmDt", _day(message.settlement_date)),
        _settlement(),
        kind,
    )


def _service(instrument: str) -> Part:
    return element(
        "PmtTpInf",
        element("SvcLvl", element("Cd", "SEPA")),
        element("LclInstrm", element("Cd", instrument)),
    )


def _settlement() -> Part:
    return element("SttlmInf", element("SttlmMtd", "CLRG"))


def _identity(each: Transfer) -> Part:
    return element(
        "PmtId",
        element("InstrId", each.instruction_id),
        element("EndToEndId", each.end_to_end_id or "NOTPROVIDED"),
        element("TxId", each.transaction_id),
    )


def _transfer(each: Transfer) -> Part:
    return element(
        "CdtTrfTxInf",
        _identity(each),
        money("IntrBkSttlmAmt", each.amount),
        element("AccptncDtTm", exact_moment(each.accepted_at) if each.accepted_at else ""),
        element("ChrgBr", "SLEV"),
        _party("Dbtr", each.debtor),
        account("DbtrAcct", each.debtor.account),
        agent("DbtrAgt", each.debtor.bank),
        agent("CdtrAgt", each.creditor.bank),
        _party("Cdtr", each.creditor),
        account("CdtrAcct", each.creditor.account),
        _remittance(each.remittance),
    )


def _collection(each: Transfer) -> Part:
    if each.mandate is None:
        message = "Nothing is collected without a mandate."
        raise ValueError(message)
    return element(
        "DrctDbtTxInf",
        _identity(each),
        element(
            "PmtTpInf",
            element("SvcLvl", element("Cd", "SEPA")),
            element("LclInstrm", element("Cd", each.mandate.scheme)),
            element("SeqTp", each.mandate.sequence),
        ),
        money("IntrBkSttlmAmt", each.amount),
        element("ChrgBr", "SLEV"),
        element("ReqdColltnDt", _day(each.due_on)),
        _mandate(each.mandate),
        _party("Cdtr", each.creditor),
        account("CdtrAcct", each.creditor.account),
        agent("CdtrAgt", each.creditor.bank),
        _party("Dbtr", each.debtor),
        account("DbtrAcct", each.debtor.account),
        agent("DbtrAgt", each.debtor.bank),
        _remittance(each.remittance),
    )


def _mandate(mandate: Mandate) -> Part:
    creditor = _creditor("CdtrSchmeId", mandate.creditor_id)
    amended = element(
        "AmdmntInfDtls",
        element("OrgnlMndtId", mandate.original_reference),
        _creditor("OrgnlCdtrSchmeId", mandate.original_creditor_id),
        account("OrgnlDbtrAcct", mandate.original_account) if mandate.original_account else None,
    )
    return element(
        "DrctDbtTx",
        element(
            "MndtRltdInf",
            element("MndtId", mandate.reference),
            element("DtOfSgntr", _day(mandate.signed_on)),
            element("AmdmntInd", "true") if amended else None,
            amended,
        ),
        creditor,
    )


def _creditor(name: str, creditor_id: str) -> Part:
    if not creditor_id:
        return None
    scheme = element("SchmeNm", element("Prtry", "SEPA"))
    return element(
        name,
        element("Id", element("PrvtId", element("Othr", element("Id", creditor_id), scheme))),
    )


def _status(each: TransferStatus) -> Part:
    return element(
        "TxInfAndSts",
        element("OrgnlEndToEndId", each.end_to_end_id or "NOTPROVIDED"),
        element("OrgnlTxId", each.transaction_id),
        element("TxSts", each.status),
        _reason("StsRsnInf", each.reason, each.detail),
    )


def _return(each: TransferReturn) -> Part:
    return element(
        "TxInf",
        element("RtrId", each.return_id),
        element(
            "OrgnlGrpInf",
            element("OrgnlMsgId", each.original_message_id),
            element("OrgnlMsgNmId", each.original_kind),
        ),
        element("OrgnlEndToEndId", each.end_to_end_id or "NOTPROVIDED"),
        element("OrgnlTxId", each.transaction_id),
        money("RtrdIntrBkSttlmAmt", each.amount),
        element("ChrgBr", "SLEV"),
        _reason("RtrRsnInf", each.reason, each.detail),
    )


def _reason(name: str, code: str, detail: str) -> Part:
    if not code:
        return None
    return element(
        name,
        element("Rsn", element("Cd", code)),
        element("AddtlInf", detail[:_LONGEST_TEXT]),
    )


def _party(name: str, side: Side) -> Part:
    return element(name, element("Nm", side.name[:70] or "NOTPROVIDED"))


def _remittance(text: str) -> Part:
    return element("RmtInf", element("Ustrd", text[:140]))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _total(amounts: list[Money]) -> Money:
    return sum(amounts[1:], amounts[0])
