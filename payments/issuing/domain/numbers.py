"""New card numbers: the bank's issuer number, digits by chance, the check digit."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

_LENGTH: Final = 16
YEARS: Final = 4


def make(issuer: str) -> str:
    """Return a new number of this issuer (BIN), whose last digit is its check digit.

    The digits between are by chance, from the system's source of secrets: nobody may guess the
    number of the next card from the one before. ISO/IEC 7812-1, annex B, has the check digit.
    """
    size = _LENGTH - 1 - len(issuer)
    return with_check_digit(f"{issuer}{secrets.randbelow(10**size):0{size}}")


def with_check_digit(digits: str) -> str:
    """Return digits followed by the digit that makes the whole pass the check of Luhn."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def expiry_after(day: date) -> tuple[int, int]:
    """Return month and year to the end of which a card made on this day is good."""
    return day.month, day.year + YEARS
