"""Looking at cases without changing them."""

from __future__ import annotations

from datetime import datetime

from risk.cases.models import Case
from risk.cases.repositories import cases

_NEAR = 20


def overdue(*, now: datetime) -> dict[str, int]:
    """Return by kind how many open cases are past their time."""
    return cases.overdue(at=now)


def near(*, case: Case) -> list[tuple[Case, str, str]]:
    """Return cases that have something in common with this one, and what that is."""
    return cases.near(case, limit=_NEAR)
