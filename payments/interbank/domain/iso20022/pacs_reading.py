"""Reading what other banks and the clearing house send: pacs and camt messages, and pain.008."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from payments.interbank.domain.iso20022.cancelling import read_recall, read_refusal
from payments.interbank.domain.iso20022.pacs import (
    Mandate,
    RecallMessage,
    RecallRefusal,
    ReturnMessage,
    Sequence,
    Side,
    StatusMessage,
    Transfer,
    TransferMessage,
    TransferReturn,
    TransferStatus,
)
from payments.interbank.domain.iso20022.reading import (
    Message,
    Node,
    UnreadableMessage,
    account,
    agent,
    check_totals,
    message_id,
    parse,
    remittance,
    require,
)

_TRANSFERS: Final = frozenset({"02", "08", "13"})
_COLLECTIONS: Final = frozenset({"08"})
_STATUSES: Final = frozenset({"03", "10", "11", "15"})
_RETURNS: Final = frozenset({"02", "09"})
_INITIATIONS: Final = frozenset({"02", "08"})
_REPORTS: Final = frozenset({"03", "10", "11", "14"})
_INSTRUMENT: Final = ("PmtTpInf", "LclInstrm", "Cd")
_SEQUENCES: Final = frozenset(each.value for each in Sequence)

Pacs = TransferMessage | StatusMessage | ReturnMessage | RecallMessage | RecallRefusal


def read_message(data: bytes) -> Pacs:
    """Return what a bank or customer tells; raises UnreadableMessage with a named reason."""
    message = parse(data)
    readers: dict[str, Callable[[Message], Pacs]] = {
        "pacs.008": _transfers,
        "pacs.003": _collections,
        "pacs.002": _statuses,
        "pacs.004": _returns,
        "pain.008": _initiation,
        "pain.002": _report,
        "camt.056": read_recall,
        "camt.029": read_refusal,
    }
    reader = readers.get(message.kind)
    if reader is None:
        words = f"The message is {message.kind}, which is not read here."
        raise UnreadableMessage(reason="other_message", message=words)
    return reader(message)


def _transfers(message: Message) -> TransferMessage:
    body = require(message, "pacs.008", _TRANSFERS)
    items = body.children("CdtTrfTxInf")
    header = _header(body, items)
    instant = any(node.text("PmtTpInf", "LclInstrm", "Cd") == "INST" for node in (header, *items))
    return TransferMessage(
        message_id=message_id(header),
        created_at=moment_of(header, "CreDtTm"),
        settlement_date=header.day("IntrBkSttlmDt"),
        transfers=tuple(_transfer(each, "IntrBkSttlmAmt") for each in items),
        is_instant=instant,
    )


def _collections(message: Message) -> TransferMessage:
    body = require(message, "pacs.003", _COLLECTIONS)
    items = body.children("DrctDbtTxInf")
    header = _header(body, items)
    return TransferMessage(
        message_id=message_id(header),
        created_at=moment_of(header, "CreDtTm"),
        settlement_date=header.day("IntrBkSttlmDt"),
        transfers=tuple(
            _transfer(each, "IntrBkSttlmAmt", mandate=_mandate(each)) for each in items
        ),
    )


def _initiation(message: Message) -> TransferMessage:
    """Read a creditor's own collections: payee, sequence and day stand at each part."""
    body = require(message, "pain.008", _INITIATIONS)
    parts = [(part, part.children("DrctDbtTxInf")) for part in body.children("PmtInf")]
    header = body.need("GrpHdr")
    check_totals(header, [each for _, items in parts for each in items], _amount_of("InstdAmt"))
    found = []
    for part, items in parts:
        check_totals(part, items, _amount_of("InstdAmt"))
        creditor = _side(part, "Cdtr")
        found += [
            _transfer(
                each,
                "InstdAmt",
                mandate=_mandate(each, part),
                creditor=creditor,
                due_on=part.day("ReqdColltnDt"),
            )
            for each in items
        ]
    return TransferMessage(
        message_id=message_id(header),
        created_at=moment_of(header, "CreDtTm"),
        settlement_date=None,
        transfers=tuple(found),
    )


def _statuses(message: Message) -> StatusMessage:
    body = require(message, "pacs.002", _STATUSES)
    return _status_message(body, body.children("TxInfAndSts"))


def _report(message: Message) -> StatusMessage:
    body = require(message, "pain.002", _REPORTS)
    items = [
        each for part in body.children("OrgnlPmtInfAndSts") for each in part.children("TxInfAndSts")
    ]
    return _status_message(body, items)


def _status_message(body: Node, items: list[Node]) -> StatusMessage:
    group = body.child("OrgnlGrpInfAndSts")
    return StatusMessage(
        message_id=message_id(body.need("GrpHdr")),
        original_message_id=group.need_text("OrgnlMsgId") if group else "",
        original_kind=group.text("OrgnlMsgNmId") if group else "",
        status=group.text("GrpSts") if group else "",
        reason=_reason(group, "StsRsnInf") if group else "",
        transfers=tuple(
            TransferStatus(
                transaction_id=each.text("OrgnlTxId"),
                end_to_end_id=_provided(each.text("OrgnlEndToEndId")),
                status=each.text("TxSts"),
                reason=_reason(each, "StsRsnInf"),
                detail=each.text("StsRsnInf", "AddtlInf"),
            )
            for each in items
        ),
    )


def _returns(message: Message) -> ReturnMessage:
    body = require(message, "pacs.004", _RETURNS)
    items = body.children("TxInf")
    header = body.need("GrpHdr")
    amount_of = _amount_of("RtrdIntrBkSttlmAmt")
    check_totals(header, items, amount_of)
    check_totals(header, items, amount_of, total="TtlRtrdIntrBkSttlmAmt")
    return ReturnMessage(
        message_id=message_id(header),
        settlement_date=header.day("IntrBkSttlmDt"),
        returns=tuple(
            TransferReturn(
                return_id=each.need_text("RtrId"),
                original_message_id=each.text("OrgnlGrpInf", "OrgnlMsgId"),
                original_kind=each.text("OrgnlGrpInf", "OrgnlMsgNmId"),
                end_to_end_id=_provided(each.text("OrgnlEndToEndId")),
                transaction_id=each.need_text("OrgnlTxId"),
                amount=each.money("RtrdIntrBkSttlmAmt"),
                reason=_reason(each, "RtrRsnInf"),
                detail=each.text("RtrRsnInf", "AddtlInf"),
            )
            for each in items
        ),
    )


def _header(body: Node, items: list[Node]) -> Node:
    header = body.need("GrpHdr")
    amount_of = _amount_of("IntrBkSttlmAmt")
    check_totals(header, items, amount_of)
    check_totals(header, items, amount_of, total="TtlIntrBkSttlmAmt")
    if not items:
        raise UnreadableMessage(
            reason="no_transactions", message="The message has no transactions."
        )
    return header


def _transfer(
    node: Node,
    amount: str,
    *,
    mandate: Mandate | None = None,
    creditor: Side | None = None,
    due_on: date | None = None,
) -> Transfer:
    found = node.money(amount)
    if not found.minor:
        raise UnreadableMessage(reason="amount_malformed", message="A payment is of nothing.")
    end_to_end = node.text("PmtId", "EndToEndId")
    return Transfer(
        transaction_id=node.text("PmtId", "TxId") or end_to_end,
        end_to_end_id=_provided(end_to_end),
        instruction_id=node.text("PmtId", "InstrId"),
        amount=found,
        debtor=_side(node, "Dbtr"),
        creditor=creditor or _side(node, "Cdtr"),
        remittance=remittance(node),
        mandate=mandate,
        due_on=due_on or node.day("ReqdColltnDt"),
        accepted_at=moment_of(node, "AccptncDtTm") if node.text("AccptncDtTm") else None,
    )


def _side(node: Node, name: str) -> Side:
    return Side(
        name=node.text(name, "Nm"),
        account=account(node.child(f"{name}Acct")),
        bank=agent(node.child(f"{name}Agt")),
    )


def _mandate(node: Node, part: Node | None = None) -> Mandate:
    places = (node, part) if part is not None else (node,)
    sequence = next(filter(None, (each.text("PmtTpInf", "SeqTp") for each in places)), "OOFF")
    if sequence not in _SEQUENCES:
        raise UnreadableMessage(
            reason="sequence_unknown", message=f"{sequence[:10]!r} is no sequence type."
        )
    scheme = ("CdtrSchmeId", "Id", "PrvtId", "Othr", "Id")
    about = ("DrctDbtTx", "MndtRltdInf")
    before = (*about, "AmdmntInfDtls")
    return Mandate(
        reference=node.text(*about, "MndtId"),
        signed_on=node.day(*about, "DtOfSgntr"),
        sequence=Sequence(sequence),
        creditor_id=node.text("DrctDbtTx", *scheme) or (part.text(*scheme) if part else ""),
        scheme=next(filter(None, (each.text(*_INSTRUMENT) for each in places)), "CORE"),
        original_creditor_id=node.text(*before, "OrgnlCdtrSchmeId", *scheme[1:]),
        original_reference=node.text(*before, "OrgnlMndtId"),
        original_account=account(node.child(*before, "OrgnlDbtrAcct"))
        or ("SMNDA" if node.child(*before, "OrgnlDbtrAgt") is not None else ""),
    )


def _amount_of(name: str) -> Callable[[Node], Decimal]:
    """Return what tells what an item adds to a control sum."""
    return lambda node: node.money(name).amount


def _reason(node: Node, name: str) -> str:
    return node.text(name, "Rsn", "Cd") or node.text(name, "Rsn", "Prtry")


def _provided(text: str) -> str:
    return "" if text == "NOTPROVIDED" else text


def moment_of(node: Node, name: str) -> datetime:
    """Return the moment that a child tells; raises UnreadableMessage."""
    text = node.text(name)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableMessage(
            reason="date_malformed", message=f"{text[:40]!r} is no moment."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
