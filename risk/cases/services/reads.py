"""Looking at cases without changing them."""

from __future__ import annotations

from datetime import datetime

from risk.cases.domain.decisions import CaseKind
from risk.cases.models import Case
from risk.cases.repositories import cases

_NEAR = 20
awake = cases.awake


def overdue(*, now: datetime) -> dict[str, int]:
    """Return by kind how many open cases are past their time."""
    return cases.overdue(at=now)


def near(*, case: Case) -> list[tuple[Case, str, str]]:
    """Return cases that have something in common with this one, and what that is."""
    return cases.near(case, limit=_NEAR)


def opened_at(*, case_id: int) -> datetime | None:
    """Return when a case was opened; None where there is no such case."""
    return cases.opened_at(case_id)


def about(*, case_id: int) -> tuple[CaseKind, str] | None:
    """Return a case's kind and whom it is about; None where there is no such case."""
    found = cases.about(case_id)
    return None if found is None else (CaseKind(found[0]), found[1])


def counts(*, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Return how many cases were opened and decided in a time, and how many are open now."""
    return cases.counts(since=since, until=until)
