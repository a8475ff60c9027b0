"""Whether reports to an authority were filed in time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Deadline(StrEnum):
    """How a report stands to the last day for it."""

    KEPT = "kept"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"


def deadline(*, due_on: date, filed_on: date | None, day: date) -> Deadline:
    """Return how a report stands at the end of a day: the last day for it is still in time.

    31 CFR 1010.306(a)(1): cash within fifteen days of the day on which it moved; 31 CFR
    1020.320(b)(3): suspicions within thirty days of the day on which they were found.
    """
    if filed_on is not None and filed_on <= day:
        return Deadline.KEPT if filed_on <= due_on else Deadline.LATE
    return Deadline.OPEN if day <= due_on else Deadline.OVERDUE
