"""IPM files (T112) in EBCDIC: blocks, records, and ISO 8583:1993-like messages in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bankcore.counterparties.card_network.clearing.records import (
    BadFile,
    ClearingFile,
    Kind,
    Record,
    Rejection,
    Taken,
)

_EBCDIC = "cp500"
_BLOCK, _DATA = 1014, 1012
_PAD = b"\x40"
NETWORK_ID = "000002"
# Fixed length, or how many digits of length stand in front (as a negative number).
_FIELDS = {
    2: -2, 3: 6, 4: 12, 12: 12, 14: 4, 22: 12, 24: 3, 25: 4, 26: 4, 31: -2, 32: -2, 33: -2,
    37: 12, 38: 6, 41: 8, 42: 15, 43: -2, 48: -3, 49: 3, 54: -3, 62: -3, 63: -3, 71: 8, 72: -3,
    93: -2, 94: -2, 95: -2, 100: -2,
}  # fmt: skip
# What a chargeback and the answer to a representment say as the purchase said it.
_COPIED = (2, 3, 12, 14, 22, 26, 31, 32, 37, 38, 41, 42, 43, 48, 49)
_HEADER, _TRAILER = ("1644", "697"), ("1644", "695")
_KINDS = {
    ("1240", "200"): Kind.PRESENTMENT,
    ("1240", "205"): Kind.REPRESENTMENT,
    ("1442", "450"): Kind.CHARGEBACK,
    ("1442", "453"): Kind.CHARGEBACK,
}


def unblocked(content: bytes) -> bytes:
    """Return the data of 1014-byte blocks; raises BadFile where the last one is short."""
    if not content or len(content) % _BLOCK:
        message = f"{len(content)} bytes are no blocks of {_BLOCK}"
        raise BadFile(message)
    return b"".join(content[at : at + _DATA] for at in range(0, len(content), _BLOCK))


def blocked(data: bytes) -> bytes:
    """Return `data` in 1014-byte blocks, the last one filled with EBCDIC spaces."""
    blocks = [data[at : at + _DATA] for at in range(0, len(data), _DATA)]
    return b"".join(block.ljust(_BLOCK, _PAD) for block in blocks)


def records_of(content: bytes) -> list[bytes]:
    """Return the records of a file; raises BadFile where it ends before its length of zero."""
    data, at = unblocked(content), 0
    found: list[bytes] = []
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        if len(data) < at + 4 or len(data) < at + 4 + length:
            message = "the file ends inside a record"
            raise BadFile(message)
        if length == 0:
            return found
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length


def file_of(records: Sequence[bytes]) -> bytes:
    """Return a file of records, each behind four bytes of length, and a length of zero."""
    data = b"".join(len(each).to_bytes(4, "big") + each for each in records)
    return blocked(data + bytes(4))


def pack(mti: str, fields: Mapping[int, str]) -> bytes:
    """Return a message: type, both bitmaps always, fields."""
    bits = 1 << 127
    parts = []
    for number in sorted(fields):
        bits |= 1 << (128 - number)
        value, length = fields[number], _FIELDS[number]
        parts.append(value.ljust(length) if length > 0 else f"{len(value):0{-length}d}{value}")
    return mti.encode(_EBCDIC) + bits.to_bytes(16, "big") + "".join(parts).encode(_EBCDIC)


def unpack(record: bytes) -> tuple[str, dict[int, str]]:
    """Return type and fields of a message; raises BadFile."""
    mti, bits = record[:4].decode(_EBCDIC), int.from_bytes(record[4:20], "big")
    text, at = record[20:].decode(_EBCDIC), 0
    fields = {}
    for number in range(2, 129):
        if not bits >> (128 - number) & 1:
            continue
        length = _FIELDS.get(number, 0)
        if length < 0:
            digits = text[at : at - length]
            at -= length
            length = int(digits) if digits.isdecimal() else 0
        if length == 0 or at + length > len(text):
            message = f"field {number} cannot be read"
            raise BadFile(message)
        fields[number] = text[at : at + length]
        at += length
    if at != len(text):
        message = "characters after the last field"
        raise BadFile(message)
    return mti, fields


def pds(de48: str) -> dict[str, str]:
    """Return the private data subelements of DE48: tag of 4 digits, length of 3, value."""
    found, at = {}, 0
    while at + 7 <= len(de48):
        tag, length = de48[at : at + 4], de48[at + 4 : at + 7]
        if not length.isdecimal():
            message = "a private data subelement has no length"
            raise BadFile(message)
        found[tag] = de48[at + 7 : at + 7 + int(length)]
        at += 7 + int(length)
    return found


def de48(values: Mapping[str, str]) -> str:
    """Return private data subelements as DE48 holds them."""
    return "".join(f"{tag}{len(value):03d}{value}" for tag, value in sorted(values.items()))


@dataclass(frozen=True, slots=True)
class Ipm:
    """The Mastercard-like network's files."""

    def file_id(self, day: str, sequence: int) -> str:
        """Return PDS0105 of the network's own file."""
        return f"001{day}{'999999':0>11}{sequence:05d}"

    def read(self, content: bytes) -> ClearingFile:
        """Return the records between header and trailer; raises BadFile."""
        messages = [unpack(each) for each in records_of(content)]
        if len(messages) < 2 or _type(messages[0]) != _HEADER:
            message = "the file has no header"
            raise BadFile(message)
        file_id = pds(messages[0][1].get(48, "")).get("0105", "")
        records = [_record(each, file_id) for each in messages[1:-1]]
        _check_trailer(messages, records, file_id)
        return ClearingFile(file_id, records)

    def write(self, file_id: str, records: Sequence[Record]) -> bytes:
        """Return a file of chargebacks and answers to representments."""
        written = [_header(file_id)]
        for number, record in enumerate(records, 2):
            written.append(_written(record, number))
        total = sum(record.amount for record in records)
        return file_of([*written, _trailer(file_id, total, len(written) + 1)])

    def acknowledge(
        self, file_id: str, rejections: Sequence[Rejection], taken: Sequence[Taken]
    ) -> bytes:
        """Return 691 for each record that was not taken and 685 for each currency."""
        file_id = file_id or "0" * 25  # of a file that could not be read so far
        written = [_header(file_id)]
        for each in rejections:
            values = de48({"0005": each.error, "0138": f"{each.number:08d}"})
            fields = {24: "691", 48: values, 71: f"{len(written) + 1:08d}", 94: NETWORK_ID}
            written.append(pack("1644", fields | ({31: each.arn} if each.arn else {})))
        for sum_of in taken:
            values = de48(
                {"0105": file_id, "0380": f"{sum_of.total:016d}", "0384": f"{sum_of.number:08d}"}
            )
            fields = {24: "685", 48: values, 49: sum_of.currency}
            fields |= {71: f"{len(written) + 1:08d}", 94: NETWORK_ID}
            written.append(pack("1644", fields))
        return file_of([*written, _trailer(file_id, 0, len(written) + 1)])


def _type(message: tuple[str, Mapping[int, str]]) -> tuple[str, str]:
    return message[0], message[1].get(24, "")


def _header(file_id: str) -> bytes:
    values = de48({"0105": file_id, "0122": "P"})
    return pack("1644", {24: "697", 48: values, 71: f"{1:08d}", 94: NETWORK_ID})


def _trailer(file_id: str, total: int, number: int) -> bytes:
    values = de48({"0105": file_id, "0301": f"{total:016d}", "0306": f"{number:08d}"})
    return pack("1644", {24: "695", 48: values, 71: f"{number:08d}", 94: NETWORK_ID})


def _check_trailer(
    messages: Sequence[tuple[str, Mapping[int, str]]], records: Sequence[Record], file_id: str
) -> None:
    values = pds(messages[-1][1].get(48, ""))
    total = sum(record.amount for record in records)
    said = (values.get("0105"), values.get("0301"), values.get("0306"))
    so = (file_id, f"{total:016d}", f"{len(messages):08d}")
    if _type(messages[-1]) != _TRAILER or said != so:
        message = f"the trailer says {said}, the file {so}"
        raise BadFile(message, file_id)


def _record(message: tuple[str, Mapping[int, str]], file_id: str) -> Record:
    fields = message[1]
    kind = _KINDS.get(_type(message))
    needed = (2, 3, 4, 31, 37, 49, 71)
    if kind is None or any(number not in fields for number in needed):
        text = f"message {message[0]}/{fields.get(24)} is not of this file"
        raise BadFile(text, file_id)
    if not (fields[4] + fields[71]).isdecimal():
        text = "amount or number of a message has other characters than digits"
        raise BadFile(text, file_id)
    if kind is Kind.PRESENTMENT and fields[3].startswith("20"):
        kind = Kind.REFUND
    return Record(
        kind=kind,
        number=int(fields[71]),
        pan=fields[2],
        amount=int(fields[4]),
        currency=fields[49],
        arn=fields[31],
        rrn=fields[37],
        code=fields.get(38, "").strip(),
        reason=fields.get(25, ""),
        text=fields.get(72, "").strip(),
        whole=fields[24] != "453",
        written={str(n): fields[n] for n in _COPIED if n in fields},
    )


def _written(record: Record, number: int) -> bytes:
    fields = {int(name): value for name, value in record.written.items()}
    fields |= {4: f"{record.amount:012d}", 71: f"{number:08d}", 94: NETWORK_ID}
    if record.kind is Kind.REPRESENTMENT:
        return pack("1240", fields | {24: "205"} | ({72: record.text} if record.text else {}))
    function = "450" if record.whole else "453"
    return pack("1442", fields | {24: function, 25: record.reason})
