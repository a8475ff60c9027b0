"""Payments in an ISO 20022 customer credit transfer initiation (pain.001).

Versions 001.03, 001.09 and 001.11, in the ISO namespace or one of a market that names the message
(such as the Swiss one). Document type definitions and entities are refused, so that no file can
grow on being read or reach for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from payments.domain.bulk_files import MOST_LINES, FileFormat, RawFile, RawLine, Reason
from payments.domain.unreadable import UnreadableFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MESSAGE: Final = re.compile(r"pain\.001\.001\.(03|09|11)(?![0-9])")
_DECIMAL: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,17})?", re.ASCII)
_COUNT: Final = re.compile(r"[0-9]{1,15}", re.ASCII)
_LONGEST_ID: Final = 35


def read_pain001(data: bytes) -> RawFile:
    """Return the message's payments as they are written.

    Numbers of transactions and control sums, of the message and of each of its parts, must be
    right: else `refusal` says which is not. Raises UnreadableFile.
    """
    root = _parsed(data)
    namespace, _, name = root.tag[1:].partition("}")
    found = _MESSAGE.search(namespace)
    message = _Node(root, namespace).child("CstmrCdtTrfInitn")
    if name != "Document" or found is None or message is None:
        words = "The document is no pain.001 message of version 001.03, 001.09 or 001.11."
        raise UnreadableFile(words)
    header = message.child("GrpHdr")
    message_id = header.text("MsgId") if header else ""
    if header is None or not 1 <= len(message_id) <= _LONGEST_ID:
        words = "The message has no usable message id (MsgId)."
        raise UnreadableFile(words)
    parts = [(part, part.children("CdtTrfTxInf")) for part in message.children("PmtInf")]
    if sum(len(payments) for _, payments in parts) > MOST_LINES:
        words = f"The message has more than {MOST_LINES:,} payments."
        raise UnreadableFile(words)
    everything = [payment for _, payments in parts for payment in payments]
    refusal = _mismatch(header, everything, "the message", required=True)
    for part, payments in parts:
        refusal = refusal or _mismatch(part, payments, f"the part {part.text('PmtInfId')[:35]}")
    return RawFile(
        format=FileFormat(f"pain.001.001.{found[1]}"),
        message_id=message_id,
        lines=tuple(_lines(parts)),
        refusal=refusal,
    )


class _Node:
    """An element whose children are found by their names in the message's namespace."""

    def __init__(self, element: Element, namespace: str) -> None:
        self._element = element
        self._namespace = namespace

    def child(self, *path: str) -> _Node | None:
        found = self._element.find(self._path(path))
        return None if found is None else _Node(found, self._namespace)

    def children(self, *path: str) -> list[_Node]:
        return [_Node(each, self._namespace) for each in self._element.findall(self._path(path))]

    def text(self, *path: str) -> str:
        """Return the text at this place on one line, or an empty one."""
        return " ".join((self._element.findtext(self._path(path)) or "").split())

    def attribute(self, name: str) -> str:
        return (self._element.get(name) or "").strip()

    @property
    def own_text(self) -> str:
        return " ".join((self._element.text or "").split())

    def _path(self, path: tuple[str, ...]) -> str:
        return "/".join(
            f"{{{self._namespace}}}{name}" if self._namespace else name for name in path
        )


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        message = "The document defines types or entities of its own, which is not allowed."
        raise UnreadableFile(message) from None
    except (ParseError, ValueError, LookupError) as error:
        message = f"The document is not well-formed XML: {error}."
        raise UnreadableFile(message) from None
    return root


def _mismatch(
    stated: _Node, payments: list[_Node], where: str, *, required: bool = False
) -> Reason | None:
    count, total = stated.text("NbOfTxs"), stated.text("CtrlSum")
    if (count or required) and (not _COUNT.fullmatch(count) or int(count) != len(payments)):
        stated_count = count[:20] or "missing"
        message = f"NbOfTxs of {where} is {stated_count}, but there are {len(payments)} payments."
        return Reason("number_of_transactions_wrong", message)
    if not total:
        return None
    found = sum(map(_stated_amount, payments), Decimal(0))
    if not _DECIMAL.fullmatch(total) or Decimal(total) != found:
        message = f"CtrlSum of {where} is {total[:40]}, but its amounts add up to {found:f}."
        return Reason("control_sum_wrong", message)
    return None


def _stated_amount(payment: _Node) -> Decimal:
    """Return what the payment adds to a control sum, whatever its currency; no number, nothing."""
    text = payment.text("Amt", "InstdAmt") or payment.text("Amt", "EqvtAmt", "Amt")
    return Decimal(text) if _DECIMAL.fullmatch(text) else Decimal(0)


def _lines(parts: list[tuple[_Node, list[_Node]]]) -> Iterator[RawLine]:
    number = 0
    for part, payments in parts:
        debtor_iban = part.text("DbtrAcct", "Id", "IBAN")
        day = (
            part.text("ReqdExctnDt", "Dt")
            or part.text("ReqdExctnDt", "DtTm")
            or part.text("ReqdExctnDt")
        )
        for payment in payments:
            number += 1
            amount = payment.child("Amt", "InstdAmt")
            yield RawLine(
                number=number,
                debtor_iban=debtor_iban,
                creditor_iban=payment.text("CdtrAcct", "Id", "IBAN"),
                creditor_name=payment.text("Cdtr", "Nm"),
                amount=amount.own_text if amount else "",
                currency=amount.attribute("Ccy") if amount else "",
                execution_date=day[:10],
                remittance=_remittance(payment),
                end_to_end_id=payment.text("PmtId", "EndToEndId"),
                instruction_id=payment.text("PmtId", "InstrId"),
                payment_id=part.text("PmtInfId"),
                fault=_fault(part, amount),
            )


def _fault(part: _Node, amount: _Node | None) -> Reason | None:
    if part.text("PmtMtd") not in {"TRF", "TRA"}:
        message = "Only credit transfers are made (TRF, TRA), no cheques."
        return Reason("payment_method_not_offered", message)
    if amount is None:
        message = "Give the amount in the currency that is paid (InstdAmt)."
        return Reason("instructed_amount_missing", message)
    return None


def _remittance(payment: _Node) -> str:
    free = " ".join(each.own_text for each in payment.children("RmtInf", "Ustrd"))
    return free or payment.text("RmtInf", "Strd", "CdtrRefInf", "Ref")
