"""The result of a file as an ISO 20022 customer payment status report (pain.002).

The version answers that of the pain.001: 001.03 for 001.03, 001.10 for 001.09, 001.14 for 001.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from payments.domain.bulk_files import FileFormat, FileState, FileView, LineState, LineView, Reason
from payments.domain.status_reasons import iso_code

_VERSIONS: Final = {
    FileFormat.CSV: "10",
    FileFormat.PAIN_001_03: "03",
    FileFormat.PAIN_001_09: "10",
    FileFormat.PAIN_001_11: "14",
}
_REJECTED, _PARTLY, _PENDING = "RJCT", "PART", "PDNG"
_IN_PROCESS, _SETTLED = "ACSP", "ACSC"
_LONGEST_TEXT: Final = 105


def write_pain002(file: FileView, lines: Sequence[LineView], *, at: datetime) -> bytes:
    """Return the report on the file and each of its lines, as XML in UTF-8.

    A payment inside the bank is settled (ACSC), one to another bank in process (ACSP), one whose
    day has not come or that the bank is looking at pending (PDNG), one refused rejected (RJCT) with
    reason and explanation.
    """
    namespace = f"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{_VERSIONS[file.format]}"
    document = ET.Element("Document", xmlns=namespace)
    report = ET.SubElement(document, "CstmrPmtStsRpt")
    header = ET.SubElement(report, "GrpHdr")
    _add(header, "MsgId", file.file_id.hex)
    _add(header, "CreDtTm", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    group = ET.SubElement(report, "OrgnlGrpInfAndSts")
    _add(group, "OrgnlMsgId", file.message_id or file.file_id.hex)
    _add(group, "OrgnlMsgNmId", file.format.value)
    _add(group, "OrgnlNbOfTxs", str(file.total))
    _add(group, "GrpSts", _group_status(file, lines))
    if file.refusal is not None:
        _add_reason(group, file.refusal)
    for payment_id, part in groupby(lines, key=lambda line: line.payment_id):
        _add_part(report, payment_id, list(part), refused=file.state is FileState.REFUSED)
    ET.indent(document)
    text: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return text


def _add_part(report: ET.Element, payment_id: str, lines: list[LineView], *, refused: bool) -> None:
    part = ET.SubElement(report, "OrgnlPmtInfAndSts")
    _add(part, "OrgnlPmtInfId", payment_id or "NOTPROVIDED")
    _add(part, "OrgnlNbOfTxs", str(len(lines)))
    if refused:
        _add(part, "PmtInfSts", _REJECTED)
        return
    _add(part, "PmtInfSts", _joint([_status(line) for line in lines]))
    for line in lines:
        payment = ET.SubElement(part, "TxInfAndSts")
        if line.instruction_id:
            _add(payment, "OrgnlInstrId", line.instruction_id)
        _add(payment, "OrgnlEndToEndId", line.end_to_end_id or "NOTPROVIDED")
        _add(payment, "TxSts", _status(line))
        if line.reason is not None:
            _add_reason(payment, line.reason)
        if line.transaction_id is not None:
            _add(payment, "AcctSvcrRef", str(line.transaction_id))


def _add_reason(parent: ET.Element, reason: Reason) -> None:
    information = ET.SubElement(parent, "StsRsnInf")
    _add(ET.SubElement(information, "Rsn"), "Cd", iso_code(reason.code))
    _add(information, "AddtlInf", reason.message[:_LONGEST_TEXT])


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _status(line: LineView) -> str:
    if line.state is LineState.BOOKED:
        return _SETTLED if line.internal else _IN_PROCESS
    return _REJECTED if line.state is LineState.REFUSED else _PENDING


def _group_status(file: FileView, lines: Sequence[LineView]) -> str:
    if file.state is FileState.REFUSED:
        return _REJECTED
    if file.state in {FileState.UNSIGNED, FileState.RECEIVED}:
        return _PENDING
    return _joint([_status(line) for line in lines])


def _joint(statuses: list[str]) -> str:
    """Return the status of a group: that of all, PART where some are rejected."""
    found = set(statuses)
    if len(found) == 1:
        return found.pop()
    if _REJECTED in found:
        return _PARTLY
    return _PENDING if _PENDING in found else _IN_PROCESS
