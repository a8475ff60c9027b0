"""ISO 8583:1987 messages to bytes and back, in the two dialects of the wire."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bankcore.counterparties.card_network.fields import FIELDS, MAC_FIELDS, Dialect, Field, Form

_EBCDIC = "cp500"
_MAC_LENGTH = 8


class Malformed(Exception):
    """The bytes are no message of the dialect, or the fields cannot be written in it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message: type, and fields by number as text (bytes fields in hex); no bitmap, no MAC.

    `signed` are the bytes that the MAC was made over, `mac` the MAC that came, b"" without one.
    """

    mti: str
    fields: Mapping[int, str]
    signed: bytes = field(default=b"", repr=False)
    mac: bytes = field(default=b"", repr=False)


def encode(message: Message, dialect: Dialect, *, with_mac: bool) -> bytes:
    """Return `message` in bytes; `with_mac` sets the MAC's bit, and 8 bytes are to be added.

    Raises Malformed for a field that is unknown, too long or of other characters.
    """
    numbers = sorted(message.fields)
    last = 128 if numbers[-1:] > [64] else 64
    bitmap = 0
    for number in [*numbers, last] if with_mac else numbers:
        bitmap |= 1 << (128 - number)
    if bitmap & ((1 << 64) - 1):
        map_bytes = (bitmap | 1 << 127).to_bytes(16, "big")
    else:
        map_bytes = (bitmap >> 64).to_bytes(8, "big")
    parts = [_write_number(message.mti, dialect), map_bytes]
    parts += [_write(number, message.fields[number], dialect) for number in numbers]
    return b"".join(parts)


def decode(data: bytes, dialect: Dialect) -> Message:
    """Return the message in `data`, whose length in front is taken off.

    Raises Malformed.
    """
    reader = _Reader(data, dialect)
    mti = reader.number(4)
    fields: dict[int, str] = {}
    signed, mac = b"", b""
    for number in _numbers(reader):
        if number in MAC_FIELDS:
            signed, mac = data[: reader.at], reader.take(_MAC_LENGTH)
            break
        what = FIELDS.get(number)
        if what is None:
            message = f"field {number} is not of this wire"
            raise Malformed(message)
        fields[number] = reader.field(number, what)
    if reader.at != len(data):
        message = f"{len(data) - reader.at} bytes after the last field"
        raise Malformed(message)
    return Message(mti, fields, signed, mac)


def frame(data: bytes) -> bytes:
    """Return `data` with its length in front."""
    return len(data).to_bytes(2, "big") + data


class Unframer:
    """Cuts a stream into messages, however its segments fall."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, segment: bytes) -> Iterator[bytes]:
        """Give each message that is complete now."""
        buffer = self._buffer
        buffer += segment
        start, end = 0, len(buffer)
        while end - start >= 2:
            length = buffer[start] << 8 | buffer[start + 1]
            if end - start - 2 < length:
                break
            if length:
                yield bytes(buffer[start + 2 : start + 2 + length])
            start += 2 + length
        del buffer[:start]


def _numbers(reader: "_Reader") -> list[int]:
    first = reader.take(8)
    bits = int.from_bytes(first, "big") << 64
    if first[0] & 0x80:
        bits |= int.from_bytes(reader.take(8), "big")
    found = []
    while bits:
        number = 129 - bits.bit_length()
        found.append(number)
        bits &= ~(1 << (128 - number))
    return [number for number in found if number != 1]


class _Reader:
    """A place in the bytes of a message."""

    __slots__ = ("_data", "_packed", "at")

    def __init__(self, data: bytes, dialect: Dialect) -> None:
        self._data = data
        self._packed = dialect.packed
        self.at = 0

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self._data):
            message = f"{end - len(self._data)} bytes are missing"
            raise Malformed(message)
        taken = self._data[self.at : end]
        self.at = end
        return taken

    def number(self, digits: int) -> str:
        if not self._packed:
            text = self.take(digits).decode(_EBCDIC)
        else:
            text = self.take((digits + 1) // 2).hex()
            if len(text) > digits:
                if text[0] != "0":
                    message = "padding of packed digits is not 0"
                    raise Malformed(message)
                text = text[1:]
        if text and not (text.isascii() and text.isdecimal()):
            message = "digits are none"
            raise Malformed(message)
        return text

    def _length(self, number: int, what: Field) -> int:
        if self._packed:
            length = int.from_bytes(self.take(what.prefix - 1), "big")
        else:
            length = int(self.number(what.prefix))
        if length > what.length:
            message = f"field {number} is longer than {what.length}"
            raise Malformed(message)
        return length

    def field(self, number: int, what: Field) -> str:
        length = self._length(number, what) if what.prefix else what.length
        if what.form is Form.NUMBER:
            return self.number(length)
        if what.form is Form.TEXT:
            return self.take(length).decode(_EBCDIC)
        return self.take(length).hex()


def _write_number(digits: str, dialect: Dialect) -> bytes:
    if not (digits.isascii() and digits.isdecimal()):
        message = "digits are none"
        raise Malformed(message)
    if not dialect.packed:
        return digits.encode(_EBCDIC)
    return bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)


def _write(number: int, value: str, dialect: Dialect) -> bytes:
    what = FIELDS.get(number)
    if what is None or number in MAC_FIELDS:
        message = f"field {number} is not of this wire"
        raise Malformed(message)
    length = len(value) // 2 if what.form is Form.BYTES else len(value)
    if length > what.length or (not what.prefix and length != what.length):
        message = f"field {number} has {length}, not {what.length}"
        raise Malformed(message)
    written = _WRITERS[what.form](value, dialect)
    if not what.prefix:
        return written
    if dialect.packed:
        return length.to_bytes(what.prefix - 1, "big") + written
    return f"{length:0{what.prefix}d}".encode(_EBCDIC) + written


def _write_text(value: str, _dialect: Dialect) -> bytes:
    try:
        return value.encode(_EBCDIC)
    except UnicodeEncodeError as error:
        message = "text has characters that EBCDIC has not"
        raise Malformed(message) from error


def _write_bytes(value: str, _dialect: Dialect) -> bytes:
    return bytes.fromhex(value)


_WRITERS: dict[Form, Callable[[str, Dialect], bytes]] = {
    Form.NUMBER: _write_number,
    Form.TEXT: _write_text,
    Form.BYTES: _write_bytes,
}
