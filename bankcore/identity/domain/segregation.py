"""Roles that nobody may have together, and why; PostgreSQL holds the same list."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from bankcore.identity.domain.roles import Role

_AUDITS = "Who audits does not do what is audited."
_GIVES = "Who gives rights and makes people does not use them on money, prices or customers."
_LENDS = "Who decides on credit does not carry it out."
_WATCHES = "Who watches customers and payments does not serve them."
_PRICES = "Who sets prices and keeps the books does not handle cash at a counter."

CONFLICTS: Final[dict[frozenset[Role], str]] = {
    **{frozenset({Role.AUDITOR, each}): _AUDITS for each in Role if each is not Role.AUDITOR},
    **{
        frozenset({Role.ADMINISTRATOR, each}): _GIVES
        for each in (Role.TELLER, Role.OPERATIONS, Role.RISK_ANALYST, Role.FINANCE)
    },
    frozenset({Role.ADMINISTRATOR, Role.COMPLIANCE}): _GIVES,
    frozenset({Role.RISK_ANALYST, Role.OPERATIONS}): _LENDS,
    frozenset({Role.RISK_ANALYST, Role.TELLER}): _LENDS,
    frozenset({Role.COMPLIANCE, Role.TELLER}): _WATCHES,
    frozenset({Role.COMPLIANCE, Role.OPERATIONS}): _WATCHES,
    frozenset({Role.TELLER, Role.FINANCE}): _PRICES,
}


def conflict(roles: Iterable[Role]) -> tuple[Role, Role, str] | None:
    """Return two of these roles that nobody may have together, and why; None where all agree."""
    for one, other in combinations(sorted(set(roles)), 2):
        reason = CONFLICTS.get(frozenset({one, other}))
        if reason:
            return one, other, reason
    return None
