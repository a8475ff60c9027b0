"""Trying what must be true of interest on the books as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from accounts.domain.day_counts import DayCount, of_day
from accounts.repositories import (
    interest_accruals,
    interest_checks,
    interest_day_checks,
    interest_terms,
)
from accounts.repositories.interest_checks import DayPart, Found
from bankcore.ledger import public as ledger

_CHECKED_AT_ONCE: Final = 20_000
_POSTED: Final = (
    "what was posted and carried of interest is what was accrued, and stands in the journal"
)
_CONTROLLED: Final = (
    "the accrued interest in the general ledger is the rounded sum of all accounts'"
)


def verify_interest() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant of interest, I14 to I16, as it is made."""
    yield _check(
        "I14",
        "what every account has accrued is its interest recomputed from entries and terms",
        _recomputed(),
    )
    yield _check("I15", _POSTED, interest_checks.posted())
    yield _check("I16", _CONTROLLED, interest_checks.controlled())


def verify_interest_of_day(*, day: date) -> Iterator[ledger.InvariantCheck]:
    """Yield I15 and I16 of one closed day, which take no longer as the bank grows older."""
    yield _check("I15", _POSTED, interest_day_checks.posted_on(day=day))
    yield _check("I16", _CONTROLLED, interest_day_checks.controlled_on(day=day))


def _recomputed() -> Found:
    days = interest_terms.accrued_days(first=date.min, last=date.max)
    parts = [_part(count, day) for day in days for count in DayCount]
    total = Found(0, 0, "")
    if not parts:
        return total
    for ids in interest_accruals.ranges(size=_CHECKED_AT_ONCE):
        found = interest_checks.recomputed(parts=parts, ids=ids)
        total = Found(
            total.checked + found.checked,
            total.violations + found.violations,
            total.example or found.example,
        )
    return total


def _part(count: DayCount, day: date) -> DayPart:
    part = of_day(count, day)
    return DayPart(day, count.value, part.numerator, part.denominator)


def _check(code: str, statement: str, found: Found) -> ledger.InvariantCheck:
    return ledger.InvariantCheck(
        code=code,
        statement=statement,
        checked=found.checked,
        violations=found.violations,
        example=found.example,
    )
