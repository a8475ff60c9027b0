"""Trying every invariant of the bank: the ledger's, and its sub-ledgers' against it."""

from __future__ import annotations

from collections.abc import Iterator

from bankcore.ledger import public as ledger


def verify() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant as it is made."""
    yield from ledger.verify()
