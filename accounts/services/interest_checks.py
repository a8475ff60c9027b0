"""Trying what must be true of interest on the books as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final

from accounts.domain.day_counts import DayCount, of_day
from accounts.repositories import (
    interest_accruals,
    interest_checks,
    interest_day_checks,
    interest_terms,
)
from accounts.repositories.interest_checks import DayPart, Found
from bankcore.db import hands
from bankcore.ledger import public as ledger

_CHECKED_AT_ONCE: Final = 20_000
DAY_CHECKED_AT_ONCE: Final = 20_000
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


def verify_interest_of_day(*, day: date) -> list[ledger.InvariantCheck]:
    """Return I15 and I16 of one closed day, which take no longer as the bank grows older."""
    controlled = partial(interest_day_checks.controlled_on, day=day)
    asked: list[Callable[[], Found]] = [controlled, *_posted_on(day)]
    found = hands.share(_call, asked)
    return [
        _check("I15", _POSTED, _sum(found[1:])),
        _check("I16", _CONTROLLED, found[0]),
    ]


def _posted_on(day: date) -> list[Callable[[], Found]]:
    """Return what is to be asked about the day's postings, each beside the others."""
    asked = partial(interest_day_checks.posted_on, day=day)
    if not interest_day_checks.are_many_on(day=day):
        return [asked]
    return [partial(asked, ids=ids) for ids in interest_accruals.ranges(size=DAY_CHECKED_AT_ONCE)]


def _call(asked: Callable[[], Found]) -> Found:
    return asked()


def _recomputed() -> Found:
    days = interest_terms.accrued_days(first=date.min, last=date.max)
    parts = [_part(count, day) for day in days for count in DayCount]
    if not parts:
        return Found(0, 0, "")
    ranges = interest_accruals.ranges(size=_CHECKED_AT_ONCE)
    return _sum([interest_checks.recomputed(parts=parts, ids=ids) for ids in ranges])


def _sum(found: Sequence[Found]) -> Found:
    """Return what was found of all; the example is the first there is."""
    return Found(
        sum(each.checked for each in found),
        sum(each.violations for each in found),
        next((each.example for each in found if each.example), ""),
    )


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
