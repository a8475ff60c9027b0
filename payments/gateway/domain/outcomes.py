"""What became of an answer."""

from __future__ import annotations

from enum import StrEnum


class Applied(StrEnum):
    """APPLIED moved the books; DUPLICATE was known; LATE came after it could no longer be."""

    APPLIED = "APPLIED"
    DUPLICATE = "DUPLICATE"
    LATE = "LATE"
