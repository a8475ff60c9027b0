"""Numbers of banks in the United States."""

from __future__ import annotations

from typing import Final

_WEIGHTS: Final = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def is_routing_number(text: str) -> bool:
    """Return whether nine digits are a routing number (ABA: weighted by 3, 7, 1, modulo 10)."""
    if len(text) != 9 or not (text.isascii() and text.isdigit()) or text == "000000000":
        return False
    return sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True)) % 10 == 0
