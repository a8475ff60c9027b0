"""What others may know of the links."""

from __future__ import annotations

from datetime import datetime

from payments.cards.repositories import reversals


def open_reversals() -> list[datetime]:
    """Return since when each reversal waits for its acknowledgement, oldest first."""
    return reversals.waiting()
