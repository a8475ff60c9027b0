"""Trying every invariant of the bank: the ledger's, and its sub-ledgers' against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bankcore.ledger import public as ledger


def verify() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant as it is made."""
    yield from ledger.verify()


def verify_day(*, day: date) -> Iterator[ledger.InvariantCheck]:
    """Yield the checks that are cheap enough for every end of day."""
    yield from ledger.verify_day(day=day)
