"""The acquirer reference number (ARN): by it a sale is known in all that follows from it.

23 digits, as docs/gateway/clearing.md says: 7, the acquirer, the year's last digit and the day of
the year, the operation's number, and a check digit by Luhn (ISO/IEC 7812-1, annex B).
"""

from __future__ import annotations

from datetime import date
from typing import Final

ACQUIRER: Final = "999999"
LENGTH: Final = 23
_NUMBERS: Final = 10**11


def make(*, number: int, day: date) -> str:
    """Return the ARN of the operation with this number, presented for this day.

    Of numbers beyond eleven digits the last eleven count.
    """
    body = f"7{ACQUIRER}{day.year % 10}{day:%j}{number % _NUMBERS:011d}"
    return body + check_digit(body)


def is_valid(text: str) -> bool:
    """Tell whether this is an ARN whose check digit is right."""
    digits = len(text) == LENGTH and text.isascii() and text.isdecimal()
    return digits and check_digit(text[:-1]) == text[-1]


def check_digit(digits: str) -> str:
    """Return the digit that Luhn puts behind these."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return str(-total % 10)
