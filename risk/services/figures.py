"""What risk did on one day, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from risk.cases import public as cases
from risk.repositories import history


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Decisions by outcome, cases by what became of them, and the slowest decision but 1 in 100."""

    decisions: Mapping[str, int]
    cases_opened: int
    cases_decided: int
    cases_open: int
    p99_ms: float


def day_figures(*, since: datetime, until: datetime) -> DayFigures:
    """Return the figures of the time from `since` to `until`, the end left out."""
    opened, decided, still = cases.counts(since=since, until=until)
    outcomes, p99 = history.outcomes(since=since, until=until)
    return DayFigures(
        decisions=outcomes,
        cases_opened=opened,
        cases_decided=decided,
        cases_open=still,
        p99_ms=p99,
    )
