"""What the bank limits of its market risk, and what each is measured in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    """What a limit is of; each is in euro cents, and a loss counts as positive."""

    VALUE_AT_RISK = "VALUE_AT_RISK"
    EXPECTED_SHORTFALL = "EXPECTED_SHORTFALL"
    LARGEST_POSITION = "LARGEST_POSITION"
    VALUE_LOSS = "VALUE_LOSS"
    INCOME_LOSS = "INCOME_LOSS"


WORDS: Final[dict[Measure, str]] = {
    Measure.VALUE_AT_RISK: "value at risk of currencies, one day, 99 %, filtered",
    Measure.EXPECTED_SHORTFALL: "expected shortfall of currencies, one day, 99 %, filtered",
    Measure.LARGEST_POSITION: "largest position in one currency",
    Measure.VALUE_LOSS: "worst loss of economic value in the six shocks",
    Measure.INCOME_LOSS: "worst loss of a year's interest in the parallel shocks",
}
