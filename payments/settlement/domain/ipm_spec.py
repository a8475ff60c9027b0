"""Messages of Mastercard-like clearing files as data: elements, their lengths, their subfields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import iso8583

from payments.settlement.domain.records import FileMalformed

_TEXT: Final = "cp500"


def _element(length: int, length_digits: int = 0) -> dict[str, Any]:
    return {
        "data_enc": _TEXT,
        "len_enc": _TEXT,
        "len_type": length_digits,
        "max_len": length,
        "desc": "",
    }


_BITMAP: Final = {"data_enc": "b", "len_enc": _TEXT, "len_type": 0, "max_len": 8, "desc": ""}
_FIXED: Final = {
    "3": 6,
    "4": 12,
    "12": 12,
    "14": 4,
    "22": 12,
    "24": 3,
    "25": 4,
    "26": 4,
    "30": 24,
    "37": 12,
    "38": 6,
    "40": 3,
    "41": 8,
    "42": 15,
    "49": 3,
    "50": 3,
    "71": 8,
    "73": 6,
}
_VARIABLE: Final = {
    "2": 19,
    "31": 23,
    "32": 11,
    "33": 11,
    "43": 99,
    "93": 11,
    "94": 11,
    "95": 10,
    "100": 11,
}
_LONG: Final = {"48": 999, "62": 999, "63": 16, "72": 999}

SPECIFICATION: Final[dict[str, Any]] = {
    "h": _element(0),
    "t": _element(4),
    "p": _BITMAP,
    "1": _BITMAP,
    **{number: _element(length) for number, length in _FIXED.items()},
    **{number: _element(length, 2) for number, length in _VARIABLE.items()},
    **{number: _element(length, 3) for number, length in _LONG.items()},
}

_TAG: Final = 4
_HEAD: Final = 7


def encode(fields: Mapping[str, str]) -> bytes:
    """Return one message; `t` is its type."""
    raw, _ = iso8583.encode(dict(fields), SPECIFICATION)
    return bytes(raw)


def decode(raw: bytes) -> dict[str, str]:
    """Return one message's elements by number; raises FileMalformed, which quotes nothing of it."""
    try:
        fields, _ = iso8583.decode(raw, SPECIFICATION)
    except (iso8583.DecodeError, UnicodeDecodeError):
        message = "A message of the file cannot be read."
        raise FileMalformed(message) from None
    return {str(name): str(value) for name, value in fields.items()}


def join_subfields(values: Mapping[str, str]) -> str:
    """Return private data subelements (PDS) as element 48 carries them: tag, length, value."""
    return "".join(f"{tag}{len(value):03d}{value}" for tag, value in values.items())


def split_subfields(text: str) -> dict[str, str]:
    """Return the values of private data subelements by tag; raises FileMalformed."""
    found, place = {}, 0
    while place < len(text):
        tag, length = text[place : place + _TAG], text[place + _TAG : place + _HEAD]
        end = place + _HEAD + (int(length) if length.isdecimal() else len(text))
        if not tag.isdecimal() or end > len(text):
            message = "The additional data of a message cannot be read."
            raise FileMalformed(message)
        found[tag] = text[place + _HEAD : end]
        place = end
    return found
