"""Trying every invariant on the books as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from bankcore.db import hands
from bankcore.ledger.domain.views import InvariantCheck
from bankcore.ledger.repositories import day_invariants, invariants


def verify() -> Iterator[InvariantCheck]:
    """Yield the check of each invariant, I1 to I11 and I13, as it is made.

    I12, the seal, covers more than the ledger: bankcore/seals.
    """
    for invariant in invariants.INVARIANTS:
        yield _check(invariant, invariants.check(invariant))


def verify_day(*, day: date) -> list[InvariantCheck]:
    """Return the check of each invariant that can be tried on one closed and summed-up day."""
    return hands.share(partial(_check_of_day, day), day_invariants.OF_A_DAY)


def _check_of_day(day: date, invariant: invariants.Invariant) -> InvariantCheck:
    return _check(invariant, day_invariants.check(invariant, day=day))


def _check(invariant: invariants.Invariant, found: tuple[int, int, str]) -> InvariantCheck:
    checked, violations, example = found
    return InvariantCheck(
        code=invariant.code,
        statement=invariant.statement,
        checked=checked,
        violations=violations,
        example=example,
    )
