"""What a fault is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from bankcore.chaos.clients import Payment
from bankcore.chaos.whole_bank import WholeBank


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a fault of its own has found: what is broken, and figures, a sentence for each."""

    broken: Sequence[str] = ()
    figures: Sequence[str] = ()


Place = Callable[[WholeBank], AbstractContextManager[object]]


def _as_it_is(_bank: WholeBank) -> AbstractContextManager[object]:
    return nullcontext()


def _anywhere() -> str:
    return ""


def _no_more(_payments: Sequence[Payment]) -> Findings:
    return Findings()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happens, and is over when `happen` returns.

    `place` changes how the bank stands for as long as the fault is tried and judged, such as on a
    disk of its own, and may leave it stopped; `hindrance` says why it cannot be tried on this
    machine, "" where it can;
    `also` judges, by the payments made meanwhile, what this fault promises beside what all do.
    """

    name: str
    happen: Callable[[WholeBank], None]
    place: Place = _as_it_is
    hindrance: Callable[[], str] = _anywhere
    also: Callable[[Sequence[Payment]], Findings] = _no_more
