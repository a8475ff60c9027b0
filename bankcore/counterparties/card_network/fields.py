"""Data elements of the wire, and how the two networks write them (docs/gateway/wire.md)."""

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """What a field may hold; a bytes field is held in hex."""

    NUMBER = "n"
    TEXT = "an"
    BYTES = "b"


@dataclass(frozen=True, slots=True)
class Field:
    """A data element: `length` is exact where `prefix` is 0, else the most it may have.

    `prefix` counts the decimal digits of the length in front: 2 for LLVAR, 3 for LLLVAR.
    """

    form: Form
    length: int
    prefix: int = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a network writes: `packed` is BCD and binary lengths, else EBCDIC digits."""

    name: str
    packed: bool


VISA = Dialect("visa", packed=True)
MASTERCARD = Dialect("mastercard", packed=False)
DIALECTS = {dialect.name: dialect for dialect in (VISA, MASTERCARD)}

MAC_FIELDS = (64, 128)
_N, _AN, _B = Form.NUMBER, Form.TEXT, Form.BYTES
FIELDS: dict[int, Field] = {
    2: Field(_N, 19, 2),
    3: Field(_N, 6),
    4: Field(_N, 12),
    7: Field(_N, 10),
    11: Field(_N, 6),
    12: Field(_N, 6),
    13: Field(_N, 4),
    14: Field(_N, 4),
    18: Field(_N, 4),
    22: Field(_N, 4),
    25: Field(_N, 2),
    32: Field(_N, 11, 2),
    37: Field(_AN, 12),
    38: Field(_AN, 6),
    39: Field(_AN, 2),
    41: Field(_AN, 8),
    42: Field(_AN, 15),
    43: Field(_AN, 40),
    48: Field(_AN, 255, 3),
    49: Field(_N, 4),
    54: Field(_AN, 120, 3),
    55: Field(_B, 255, 3),
    64: Field(_B, 8),
    70: Field(_N, 4),
    90: Field(_N, 42),
    95: Field(_AN, 42),
    128: Field(_B, 8),
}
