"""Messages to bytes and back, and what of them may be shown: a thin layer over pyiso8583."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import iso8583

from payments.cards.domain.specs import NEEDED, NUMERIC, Spec

Message = dict[str, str]
"""Fields by number as text, and the message type under "t". Bytes are in hexadecimal digits."""

LONGEST: Final = 2_048
_BITMAPS: Final = frozenset({"h", "p", "1"})
# What authenticates a cardholder, and what would betray a key: kept nowhere, shown nowhere.
_SECRET: Final = frozenset({"35", "36", "45", "48", "52", "55", "64", "128"})


class Unreadable(ValueError):
    """A message cannot be taken for what it should be; `reason` is one word, `field` where."""

    def __init__(self, reason: str, field: str, detail: str) -> None:
        super().__init__(f"{reason} in field {field}: {detail}")
        self.reason = reason
        self.field = field


# pyiso8583's sentences in a word each, tried in this order.
_REASONS: Final = (
    ("not defined", "unknown_field"),
    ("Extra data", "left_over"),
    ("non-numeric", "bad_length"),
    ("decode field length", "bad_length"),
    ("bytes wide", "cut_short"),
    ("larger than", "too_long"),
    ("expecting", "cut_short"),
    ("non-hex", "bad_bitmap"),
    ("not in", "unknown_field"),
)


def decode(raw: bytes, spec: Spec) -> Message:
    """Return the message of these bytes; raises Unreadable with a named reason."""
    if not raw:
        raise Unreadable("empty", "t", "no bytes")
    try:
        fields, _ = iso8583.decode(raw, spec)
    except iso8583.DecodeError as error:
        raise Unreadable(_reason(error.msg), error.field, error.msg) from None
    return {field: value for field, value in fields.items() if field not in _BITMAPS}


def encode(message: Mapping[str, str], spec: Spec) -> bytes:
    """Return the bytes of a message; raises Unreadable where a field does not fit its format."""
    try:
        raw, _ = iso8583.encode({"h": "", **message}, spec)
    except iso8583.EncodeError as error:
        raise Unreadable(_reason(error.msg), error.field, error.msg) from None
    return bytes(raw)


def check(message: Message) -> None:
    """See that a message has what its type needs, and digits where digits belong.

    Raises Unreadable: unknown_type, missing_field or not_digits.
    """
    kind = message["t"]
    if kind not in NEEDED:
        raise Unreadable("unknown_type", "t", "no such message type")
    for field in sorted(NEEDED[kind], key=int):
        if not message.get(field):
            raise Unreadable("missing_field", field, f"a {kind} needs it")
    for field, value in message.items():
        if field in NUMERIC and not (value.isascii() and value.isdigit()):
            raise Unreadable("not_digits", field, "other characters than digits")


def without_secrets(message: Mapping[str, str]) -> Message:
    """Return what may be stored: neither card number and expiry nor what authenticates."""
    hidden = _SECRET | {"2", "14"}
    return {field: value for field, value in message.items() if field not in hidden}


def for_logs(message: Mapping[str, str]) -> str:
    """Return a line about a message in which secrets are starred and four digits of the card."""
    return " ".join(
        f"{field}={_shown(field, value)}" for field, value in message.items() if field != "14"
    )


def _shown(field: str, value: str) -> str:
    if field == "2":
        return "*" * max(len(value) - 4, 0) + value[-4:] if len(value) > 8 else "****"
    return "***" if field in _SECRET else value


def _reason(sentence: str) -> str:
    for words, reason in _REASONS:
        if words in sentence:
            return reason
    return "bad_data"


def subelements(text: str) -> dict[str, str]:
    """Return DE48's sub-elements by tag: two digits of tag, two of length, and the value.

    Raises Unreadable.
    """
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        end = place + 4 + int(length) if length.isdigit() and len(length) == 2 else -1
        if end < 0 or end > len(text):
            raise Unreadable("bad_length", "48", "a sub-element is cut short")
        found[tag] = text[place + 4 : end]
        place = end
    return found


def joined(elements: Mapping[str, str]) -> str:
    """Return DE48 of sub-elements by tag."""
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in elements.items())
