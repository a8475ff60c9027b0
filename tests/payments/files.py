"""Files of payments as customers write them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import pytest

from tests.conftest import SHARED_DATA

CREDITOR = "DE89370400440532013000"
HEADER = (
    "debtor_iban,creditor_iban,creditor_name,amount,currency,end_to_end_id,"
    "execution_date,remittance"
)
_ORDER = ("debtor", "creditor", "name", "amount", "currency", "reference", "day", "remittance")
ISO = SHARED_DATA / "iso20022"


def schema(message: str):
    """Return the official schema of the message; skips the test where it is not at hand."""
    import xmlschema

    path = ISO / "schemas" / f"{message}.xsd"
    if not path.exists():
        pytest.skip(f"{path} is not there: the official schemas are not kept in the repository")
    return xmlschema.XMLSchema(str(path))


def line(
    debtor,
    creditor=CREDITOR,
    amount="1.00",
    *,
    name="Demo Creditor",
    currency="EUR",
    reference="",
    day="",
    remittance="",
) -> dict[str, str]:
    """Return one payment; accounts are given as references or as IBANs."""
    return {
        "debtor": getattr(debtor, "iban", debtor),
        "creditor": getattr(creditor, "iban", creditor),
        "amount": amount,
        "name": name,
        "currency": currency,
        "reference": reference,
        "day": day,
        "remittance": remittance,
    }


def csv_file(lines: Sequence[dict[str, str]]) -> bytes:
    """Return the lines as CSV."""
    rows = [",".join(each[name] for name in _ORDER) for each in lines]
    return "\n".join([HEADER, *rows, ""]).encode()


def pain001(
    lines: Sequence[dict[str, str]],
    *,
    version: str = "09",
    message_id: str = "MSG-1",
    count: str | None = None,
    total: str | None = None,
) -> bytes:
    """Return the lines as a pain.001 of this version, one part for each debtor and day."""
    parts: dict[tuple[str, str], list[dict[str, str]]] = {}
    for each in lines:
        parts.setdefault((each["debtor"], each["day"] or "2026-03-02"), []).append(each)
    body = "".join(
        _part(number, debtor, day, group, version)
        for number, ((debtor, day), group) in enumerate(parts.items(), start=1)
    )
    amounts = sum(Decimal(each["amount"]) for each in lines)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2026-03-02T09:00:00</CreDtTm>
<NbOfTxs>{len(lines) if count is None else count}</NbOfTxs>
<CtrlSum>{amounts if total is None else total}</CtrlSum>
<InitgPty><Nm>Demo Debtor</Nm></InitgPty></GrpHdr>
{body}</CstmrCdtTrfInitn></Document>""".encode()


def _part(number, debtor, day, lines, version) -> str:
    date = day if version == "03" else f"<Dt>{day}</Dt>"
    payments = "".join(_payment(at, each) for at, each in enumerate(lines, start=1))
    return f"""<PmtInf><PmtInfId>PART-{number}</PmtInfId><PmtMtd>TRF</PmtMtd>
<NbOfTxs>{len(lines)}</NbOfTxs><ReqdExctnDt>{date}</ReqdExctnDt><Dbtr><Nm>Demo Debtor</Nm></Dbtr>
<DbtrAcct><Id><IBAN>{debtor}</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><Nm>Demo Bank</Nm></FinInstnId></DbtrAgt>{payments}</PmtInf>\n"""


def _payment(number, line) -> str:
    reference = line["reference"] or "NOTPROVIDED"
    text = escape(line["remittance"])
    remittance = f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>" if text else ""
    return f"""<CdtTrfTxInf><PmtId><InstrId>I-{number}</InstrId>
<EndToEndId>{escape(reference)}</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="{line["currency"]}">{line["amount"]}</InstdAmt></Amt>
<Cdtr><Nm>{escape(line["name"])}</Nm></Cdtr>
<CdtrAcct><Id><IBAN>{line["creditor"]}</IBAN></Id></CdtrAcct>
{remittance}</CdtTrfTxInf>"""
