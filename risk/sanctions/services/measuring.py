"""How good and how quick the comparison of names is, on published pairs and on a whole list."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from risk.sanctions.domain.names import ListedKind, nearness, words_of
from risk.sanctions.domain.register import Asked, Listed, Register
from risk.sanctions.domain.sdn import SdnEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """At a threshold: how much of what was found is right, and how much of what is there found."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def measure_pairs(
    pairs: Iterable[tuple[str, str, ListedKind, bool]], thresholds: Sequence[float]
) -> list[Accuracy]:
    """Return the accuracy at each threshold (0 to 100); a pair is two names and whether they match.

    Raises ZeroDivisionError where no pair matches at all.
    """
    scores = [
        (nearness(words_of(one, kind), words_of(other, kind)) * 100, is_match)
        for one, other, kind, is_match in pairs
    ]
    all_of = sum(is_match for _, is_match in scores)
    found = []
    for threshold in thresholds:
        hits = [is_match for score, is_match in scores if score >= threshold]
        right = sum(hits)
        found.append(
            Accuracy(
                threshold=threshold,
                precision=right / len(hits) if hits else 1.0,
                recall=right / all_of,
            )
        )
    return found


def measure_speed(
    entries: Sequence[SdnEntry], names: Sequence[str], *, threshold: float
) -> list[float]:
    """Return the milliseconds of CPU that each name took against all entries, in order of size.

    Of CPU, so that what else the machine does is not taken for the comparison.
    """
    register = Register(
        [
            Listed(
                key=number, list_code="", uid=entry.uid, kind=entry.kind,
                names=(entry.name, *entry.other_names),
            )
            for number, entry in enumerate(entries)
        ]
    )  # fmt: skip
    taken = []
    for name in names:
        began = time.process_time()
        register.match(Asked(name=name), threshold=threshold)
        taken.append((time.process_time() - began) * 1000)
    return sorted(taken)
