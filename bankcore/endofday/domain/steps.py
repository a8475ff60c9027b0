"""What a step of the end of day is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bankcore.actor import Actor


class StepFunction(Protocol):
    """Does one thing for the day that ends, and returns what it counted.

    `day` is the business day being closed, `next_day` the one that is open already; where days lie
    between them, the step covers them as well. It is called outside a transaction, books on `day`
    by name, and does nothing the second time: a process may die within it.
    """

    def __call__(
        self, *, day: date, next_day: date, actor: Actor, now: datetime
    ) -> Mapping[str, int]:
        """Do the step."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named step. The name is kept in the books of each day, so it does not change."""

    name: str
    run: StepFunction


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step that is done: its counts, and whether an earlier run did it."""

    step: str
    counts: Mapping[str, int]
    done_before: bool


OnStep = Callable[[StepResult], object]
