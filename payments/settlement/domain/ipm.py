"""Mastercard-like clearing files (IPM, T112): ISO 8583 messages in cp500, in blocks of 1014 bytes.

Written and read as docs/gateway/clearing.md says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO, Final

from bankcore.money import Currency
from payments.settlement.domain import blocks
from payments.settlement.domain.arn import ACQUIRER
from payments.settlement.domain.ipm_spec import encode, join_subfields
from payments.settlement.domain.records import FileId, Item, ItemKind, Written
from payments.settlement.domain.texts import country_of_three, plain

CONTROL: Final = "1644"
PRESENTMENT: Final = "1240"
CHARGEBACK: Final = "1442"
HEADER, TRAILER, REJECTED, ACCEPTED = "697", "695", "691", "685"
REFUND_CODE: Final = "200000"
_SALE_CODE: Final = "000000"
_ENTRY: Final = "000050S00000"  # electronic order, card not present
_FIRST, _AGAIN = "200", "205"
_WHOLE: Final = "450"
_MOMENT: Final = "%y%m%d%H%M%S"


def write(*, file_id: FileId, items: Iterable[Item], out: BinaryIO) -> Written:
    """Write the items between header and trailer; they are numbered from 2, after the header."""
    blocked = blocks.BlockWriter(out)
    name = file_name(file_id)
    blocked.write(_control(HEADER, 1, {"0105": name, "0122": "P"}))
    count = total = 0
    for item in items:
        blocked.write(_message(item))
        count += 1
        total += item.amount_minor
    messages = count + 2
    sums = {"0105": name, "0301": f"{total:016d}", "0306": f"{messages:08d}"}
    blocked.write(_control(TRAILER, messages, sums))
    blocked.close()
    return Written(items=count, total_minor=total)


def file_name(file_id: FileId) -> str:
    """Return PDS0105: type of file 001, day, acquirer, and which file of the day."""
    return f"001{file_id.business_date:%y%m%d}{ACQUIRER:0>11}{file_id.seq:05d}"


def moment(text: str) -> datetime:
    """Return the moment that element 12 tells, in UTC; raises ValueError."""
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _control(function: str, number: int, subfields: dict[str, str]) -> bytes:
    return encode(
        {"t": CONTROL, "24": function, "48": join_subfields(subfields), "71": f"{number:08d}"}
    )


def _message(item: Item) -> bytes:
    currency = Currency.of(item.currency)
    subfields = {"0023": "CT6", "0148": f"{currency.number:03d}{currency.exponent}", "0165": "M"}
    fields = {
        "t": CHARGEBACK if item.kind is ItemKind.CHARGEBACK else PRESENTMENT,
        "2": item.pan,
        "3": REFUND_CODE if item.kind is ItemKind.REFUND else _SALE_CODE,
        "4": f"{item.amount_minor:012d}",
        "12": item.bought_at.astimezone(UTC).strftime(_MOMENT),
        "22": _ENTRY,
        "24": _FUNCTIONS[item.kind],
        "26": item.category,
        "31": item.arn,
        "32": ACQUIRER,
        "37": f"{item.retrieval_reference:<12}",
        "38": f"{item.authorisation_code:<6}",
        "41": "GATEWAY1",
        "42": f"{plain(item.acceptor_id, 15):<15}",
        "43": _acceptor(item),
        "48": join_subfields(subfields),
        "49": f"{currency.number:03d}",
        "71": f"{item.number:08d}",
        "94": ACQUIRER,
    }
    if item.expiry:
        fields["14"] = item.expiry
    if item.kind is ItemKind.CHARGEBACK:
        fields["25"] = item.reason
    if item.kind is ItemKind.REPRESENTMENT:
        fields["72"] = "Documents are provided by the merchant"
    return encode(fields)


_FUNCTIONS: Final = {
    ItemKind.PRESENTMENT: _FIRST,
    ItemKind.REFUND: _FIRST,
    ItemKind.REPRESENTMENT: _AGAIN,
    ItemKind.CHARGEBACK: _WHOLE,
}


def _acceptor(item: Item) -> str:
    """Return element 43: name, street and city, then postcode 10, region 3 and country 3."""
    name, city = plain(item.acceptor_name, 22), plain(item.city, 13)
    return f"{name}\\-\\{city}\\{'':13}{country_of_three(item.country)}"
