"""Which line of the general ledger a provision stands on, and why it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from risk.provisions.domain.stages import Stage

ALLOWANCES: Final = {
    Stage.TWELVE_MONTHS: "1291",
    Stage.LIFETIME: "1292",
    Stage.IMPAIRED: "1293",
}
COMMITMENTS: Final = {
    Stage.TWELVE_MONTHS: "2801",
    Stage.LIFETIME: "2802",
    Stage.IMPAIRED: "2803",
}
IMPAIRMENT, LOSSES = "5810", "5800"
LINES: Final = (*ALLOWANCES.values(), *COMMITMENTS.values())


class Cause(StrEnum):
    """Why a provision moved."""

    NEW = "NEW"
    TRANSFER = "TRANSFER"
    REMEASURED = "REMEASURED"
    REPAID = "REPAID"
    WRITTEN_OFF = "WRITTEN_OFF"
    ADJUSTED = "ADJUSTED"


@dataclass(frozen=True, slots=True)
class Standing:
    """A provision on a line, in minor units."""

    line: str
    amount: int


def line_of(stage: Stage, *, drawn: int) -> str:
    """Return the line: a liability where nothing is drawn, else the allowance of the stage.

    IFRS 7, B8E: what is provided for the undrawn part of a credit that is drawn stands with it.
    """
    return (ALLOWANCES if drawn else COMMITMENTS)[stage]


def stage_of(line: str) -> Stage:
    """Return the stage whose line it is."""
    return Stage(int(line[-1]))


def moved(
    before: Standing | None, now: Standing | None, *, written_off: int = 0
) -> Iterable[tuple[str, Cause, int]]:
    """Yield line, cause and amount of what moved of one credit; the amounts sum to the change.

    `written_off` is the loss that was taken: so much of the allowance, at most, is used for it.
    """
    if before is None:
        if now is not None:
            yield now.line, Cause.NEW, now.amount
        return
    if now is None:
        used = min(before.amount, written_off)
        yield before.line, Cause.WRITTEN_OFF, -used
        yield before.line, Cause.REPAID, used - before.amount
        return
    if now.line != before.line:
        yield before.line, Cause.TRANSFER, -before.amount
        yield now.line, Cause.TRANSFER, before.amount
    yield now.line, Cause.REMEASURED, now.amount - before.amount


def summed(moves: Iterable[tuple[str, Cause, int]]) -> dict[tuple[str, Cause], int]:
    """Return the sum of each line and cause, leaving out zeros."""
    found: Counter[tuple[str, Cause]] = Counter()
    for line, cause, amount in moves:
        found[line, cause] += amount
    return {key: amount for key, amount in found.items() if amount}
