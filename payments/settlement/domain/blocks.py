"""Records in blocks of 1014 bytes, as Mastercard-like files carry them.

Each record is led by four bytes of length (big-endian), a length of zero ends the file; every
1012 bytes of that are followed by two of 0x40, and the last block is filled up with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from payments.settlement.domain.records import FileMalformed, FileTruncated

_DATA: Final = 1_012
_FILL: Final = b"\x40"
_TAIL: Final = _FILL * 2
_BLOCK: Final = _DATA + len(_TAIL)
_LONGEST: Final = 6_000
_LENGTH: Final = 4


class BlockWriter:
    """Writes records into blocks; `close` ends the file and leaves the stream open."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._block = bytearray()

    def write(self, record: bytes) -> None:
        """Write one record."""
        self._add(len(record).to_bytes(_LENGTH, "big") + record)

    def close(self) -> None:
        """Write the length of zero, and fill the last block."""
        self._add(bytes(_LENGTH))
        if self._block:
            self._out.write(self._block.ljust(_BLOCK, _FILL))
            self._block = bytearray()

    def _add(self, data: bytes) -> None:
        self._block += data
        while len(self._block) >= _DATA:
            self._out.write(self._block[:_DATA] + _TAIL)
            del self._block[:_DATA]


def read(stream: BinaryIO) -> Iterator[bytes]:
    """Give the records one after another, to the length of zero.

    Raises FileTruncated where the data end before, FileMalformed for a block or a length that
    cannot be, or data behind the end.
    """
    data = _Data(stream)
    while length := int.from_bytes(data.take(_LENGTH), "big"):
        if length > _LONGEST:
            message = f"A record of {length} bytes is too long."
            raise FileMalformed(message)
        yield data.take(length)
    data.require_end()


class _Data:
    """The data of the blocks, without what is between them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = bytearray()

    def take(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._rest += self._next_block()
        taken = bytes(self._rest[:count])
        del self._rest[:count]
        return taken

    def require_end(self) -> None:
        if self._rest.strip(_FILL) or self._stream.read(1):
            message = "There is more behind the file's end."
            raise FileMalformed(message)

    def _next_block(self) -> bytes:
        block = self._stream.read(_BLOCK)
        if len(block) < _BLOCK:
            message = "The file ends within a block, or without its end."
            raise FileTruncated(message)
        if not block.endswith(_TAIL):
            message = "A block does not end as blocks do."
            raise FileMalformed(message)
        return block[:_DATA]
