"""What IFRS 7 asks to be told of expected credit losses: grades, coverage, causes of change."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

CAUSES: Final = {
    "NEW": "New credits",
    "TRANSFER": "Moved between stages",
    "REMEASURED": "Measured anew",
    "REPAID": "Repaid or ended",
    "WRITTEN_OFF": "Used for write-offs",
    "ADJUSTED": "Put right",
}
"""Why an allowance has changed, in the order of the table (IFRS 7.35H and 35I)."""

GRADES: Final = (
    (Decimal("0.005"), "below 0.5 %"),
    (Decimal("0.02"), "from 0.5 %"),
    (Decimal("0.05"), "from 2 %"),
    (Decimal("0.20"), "from 5 %"),
    (Decimal(1), "from 20 %"),
)
"""Grades of credit risk by the probability of default in twelve months (IFRS 7.35M)."""


def grade_of(probability: Decimal) -> str:
    """Return the grade of a probability; one is in the last."""
    for below, words in GRADES:
        if probability < below:
            return words
    return GRADES[-1][1]


def coverage(*, provided: int, gross: int) -> Decimal | None:
    """Return what is provided for as a share of what is owed, to four decimals, half up."""
    if gross <= 0:
        return None
    return Decimal((provided * 20_000 + gross) // (2 * gross)) / 10_000


def stage_of_line(line: str) -> int:
    """Return the stage whose provisions stand on a line: 1291 and 2801 are those of stage 1."""
    return int(line[-1])
