"""Card numbers: what makes one possible, and a form that never shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

_SHORTEST, _LONGEST = 12, 19
_SEPARATORS: Final = str.maketrans("", "", " -")
# How much of a number may be kept beside its ciphertext: the first eight and any other four digits
# of one of sixteen or more, the first six and last four of shorter ones (PCI SSC, FAQ 1091).
_FULL_LENGTH: Final = 16
_YEARS_AHEAD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CardNumber:
    """A card number in the clear, for the wire and for clearing alone.

    It shows itself masked in texts, logs and tracebacks, and goes into no pickle: a broker never
    sees one. Read `number` only where the bytes for the network are made.
    """

    number: str
    expiry_month: int
    expiry_year: int

    def __repr__(self) -> str:
        return f"CardNumber({masked(self.number)})"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        message = "A card number is not taken out of the process that has read it."
        raise TypeError(message)


def cleaned(text: str) -> str:
    """Return the digits of a card number written with spaces or hyphens; "" if it is none."""
    digits = text.translate(_SEPARATORS)
    if not digits.isascii() or not digits.isdecimal():
        return ""
    return digits if _SHORTEST <= len(digits) <= _LONGEST else ""


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def masked(digits: str) -> str:
    """Return a number as it may be shown: the first six digits, stars, the last four."""
    if len(digits) < _SHORTEST:
        return "*" * len(digits)
    return f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"


def issuer_digits(digits: str) -> str:
    """Return the digits of the issuer that may be stored in the clear: eight, or six."""
    return digits[:8] if len(digits) >= _FULL_LENGTH else digits[:6]


def is_possible_expiry(month: int, year: int, *, now: datetime) -> bool:
    """Return whether a card can bear this date: a month, and no more than twenty years ahead."""
    return 1 <= month <= 12 and 2000 <= year <= now.year + _YEARS_AHEAD


def has_expired(month: int, year: int, *, now: datetime) -> bool:
    """Return whether the card's last month is over. A card is good to the end of that month."""
    return (year, month) < (now.year, now.month)
