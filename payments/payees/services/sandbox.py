"""The other banks of a test bank, as far as they answer about names."""

from __future__ import annotations

from payments.payees.domain.names import Answer, Verdict, compare
from payments.payees.domain.sandbox_values import HOLDERS


def answer(*, name: str, account: str) -> Verdict:
    """Return what the sandbox answers about a name and an account: see domain.sandbox_values."""
    holder = HOLDERS.get(account)
    if holder is None:
        return Verdict(answer=Answer.NOT_AVAILABLE)
    return compare(name, [holder])
