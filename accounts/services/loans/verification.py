"""Trying the statements that must be true of loans."""

from accounts.repositories import loan_checks
from bankcore.ledger import public as ledger


def verify_loans() -> list[ledger.InvariantCheck]:
    """Return every statement about loans with how it fares; reads, and changes nothing."""
    results = []
    for invariant in loan_checks.LOAN_INVARIANTS:
        checked, violations, example = loan_checks.check(invariant)
        results.append(
            ledger.InvariantCheck(
                code=invariant.code,
                statement=invariant.statement,
                checked=checked,
                violations=violations,
                example=example,
            )
        )
    return results
