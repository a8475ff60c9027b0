"""How figures grow."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_PLACES: Final = Decimal("0.000001")


def growth(before: int, now: int) -> Decimal | None:
    """Return by which part of what was before a figure has grown, of six places.

    Of a debt (below zero) more debt is growth. None where there was nothing before.
    """
    if not before:
        return None
    return (Decimal(now - before) / Decimal(before)).quantize(_PLACES, ROUND_HALF_UP)
