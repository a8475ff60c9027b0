"""Trying what must be true of fees and limits on the books as they are."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.repositories import use_checks
from bankcore.ledger import public as ledger


def verify_use() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant of the use of accounts, US1 to US4, as it is made."""
    for check in use_checks.CHECKS:
        checked, violations, example = use_checks.tried(check)
        yield ledger.InvariantCheck(
            code=check.code,
            statement=check.statement,
            checked=checked,
            violations=violations,
            example=example,
        )
