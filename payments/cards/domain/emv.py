"""Data of a chip card (DE55): BER-TLV as of EMV book 3, annex B."""

from __future__ import annotations

from typing import Final

from payments.cards.domain.codec import Unreadable

_MORE_TAG: Final = 0x1F
_CONSTRUCTED: Final = 0x20


def decode(raw: bytes) -> dict[str, bytes]:
    """Return the values by tag in hexadecimal digits; what is in a template stands beside the rest.

    Raises Unreadable where a tag or a length goes past the end, or a tag comes twice.
    """
    found: dict[str, bytes] = {}
    place = 0
    while place < len(raw):
        if raw[place] in {0x00, 0xFF}:  # filling between elements
            place += 1
            continue
        tag, place = _tag(raw, place)
        length, place = _length(raw, place)
        value = raw[place : place + length]
        if len(value) != length:
            raise Unreadable("cut_short", "55", f"tag {tag.hex()}")
        place += length
        inside = decode(value) if tag[0] & _CONSTRUCTED else {tag.hex().upper(): value}
        if found.keys() & inside.keys():
            raise Unreadable("twice", "55", f"tag {tag.hex()}")
        found |= inside
    return found


def encode(elements: dict[str, bytes]) -> bytes:
    """Return elements by tag as BER-TLV, in the order given."""
    return b"".join(
        bytes.fromhex(tag) + _length_of(len(value)) + value for tag, value in elements.items()
    )


def _tag(raw: bytes, place: int) -> tuple[bytes, int]:
    end = place + 1
    if raw[place] & _MORE_TAG == _MORE_TAG:
        while end < len(raw) and raw[end] & 0x80:
            end += 1
        end += 1
    if end > len(raw):
        raise Unreadable("cut_short", "55", "a tag")
    return raw[place:end], end


def _length(raw: bytes, place: int) -> tuple[int, int]:
    if place >= len(raw):
        raise Unreadable("cut_short", "55", "a length")
    first = raw[place]
    if first < 0x80:
        return first, place + 1
    more = first & 0x7F
    digits = raw[place + 1 : place + 1 + more]
    if more not in {1, 2} or len(digits) != more:
        raise Unreadable("bad_length", "55", "a length of more than two bytes")
    return int.from_bytes(digits, "big"), place + 1 + more


def _length_of(length: int) -> bytes:
    if length < 0x80:
        return bytes([length])
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits
