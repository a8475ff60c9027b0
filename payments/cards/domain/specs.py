"""What each network's messages look like, as data: see docs/gateway/wire.md.

A field is `(format, length)`: format is n (digits), t (text) or b (bytes), with one dot in front for
a length of at most 99 and two for one of at most 999; length is digits, characters or bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

FieldSpec = dict[str, Any]
Spec = dict[str, FieldSpec]

_FIELDS: Final[dict[int, tuple[str, int]]] = {
    2: (".n", 19),
    3: ("n", 6),
    4: ("n", 12),
    7: ("n", 10),
    11: ("n", 6),
    12: ("n", 6),
    13: ("n", 4),
    14: ("n", 4),
    18: ("n", 4),
    22: ("n", 4),
    25: ("n", 2),
    32: (".n", 11),
    37: ("t", 12),
    38: ("t", 6),
    39: ("t", 2),
    41: ("t", 8),
    42: ("t", 15),
    43: ("t", 40),
    48: ("..t", 255),
    49: ("n", 4),
    54: ("..t", 120),
    55: ("..b", 255),
    64: ("b", 8),
    70: ("n", 4),
    90: ("n", 42),
    95: ("t", 42),
    128: ("b", 8),
}
_TEXT: Final = "cp500"


def _packed(kind: str, length: int) -> FieldSpec:
    """Return a field of the Visa-like network: packed digits, lengths as binary numbers."""
    dots, kind = kind.count("."), kind.strip(".")
    field: FieldSpec = {"len_enc": "b", "len_type": dots, "max_len": length}
    if kind == "t":
        return {**field, "data_enc": _TEXT}
    if kind == "b":
        return {**field, "data_enc": "b"}
    return {**field, "data_enc": "b", "len_count": "nibbles", "left_pad": "0"}


def _lettered(kind: str, length: int) -> FieldSpec:
    """Return a field of the Mastercard-like network: digits and lengths as EBCDIC characters."""
    dots, kind = kind.count("."), kind.strip(".")
    return {
        "data_enc": "b" if kind == "b" else _TEXT,
        "len_enc": _TEXT,
        "len_type": dots + 1 if dots else 0,
        "max_len": length,
    }


def _bytes(length: int) -> FieldSpec:
    return {"data_enc": "b", "len_enc": "b", "len_type": 0, "max_len": length}


_NO_HEADER: Final[FieldSpec] = {
    "data_enc": "ascii",
    "len_enc": "ascii",
    "len_type": 0,
    "max_len": 0,
}

VISA: Final[Spec] = {
    "h": _NO_HEADER,
    "t": _packed("n", 4),
    "p": _bytes(8),
    "1": _bytes(8),
    **{str(number): _packed(*field) for number, field in _FIELDS.items()},
}
MASTERCARD: Final[Spec] = {
    "h": _NO_HEADER,
    "t": _lettered("n", 4),
    "p": _bytes(8),
    "1": _bytes(8),
    **{str(number): _lettered(*field) for number, field in _FIELDS.items()},
}

NUMERIC: Final = frozenset(
    str(number) for number, (kind, _length) in _FIELDS.items() if kind.endswith("n")
)
"""The fields that hold digits and nothing else."""

_SHORT: Final = frozenset({"2", "3", "4", "7", "11", "32", "37", "49"})
_MANAGEMENT: Final = frozenset({"7", "11", "70"})

NEEDED: Final[dict[str, frozenset[str]]] = {
    "0100": _SHORT | {"12", "13", "14", "18", "22", "25", "41", "42", "43"},
    "0110": frozenset({"4", "7", "11", "32", "39", "49"}),
    "0120": frozenset({"4", "7", "11", "32", "39", "90"}),
    "0121": frozenset({"4", "7", "11", "32", "39", "90"}),
    "0130": frozenset({"7", "11", "32", "39"}),
    "0400": _SHORT | {"90"},
    "0410": frozenset({"7", "11", "32", "39"}),
    "0420": _SHORT | {"39", "90"},
    "0421": _SHORT | {"39", "90"},
    "0430": frozenset({"7", "11", "32", "39"}),
    "0800": _MANAGEMENT,
    "0810": frozenset({"7", "11", "39"}),
}
"""Which fields a message of each type is of no use without."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One network's way of speaking: its name, which is the connector's, and its fields."""

    name: str
    spec: Spec


DIALECTS: Final = {
    "visa": Dialect("visa", VISA),
    "mastercard": Dialect("mastercard", MASTERCARD),
}
