"""The life of a customer: which status may follow which."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CustomerStatus(StrEnum):
    """Where a customer stands with the bank. CLOSED and DECEASED are final."""

    PROSPECT = "PROSPECT"
    PENDING_KYC = "PENDING_KYC"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    BLOCKED = "BLOCKED"
    CLOSED = "CLOSED"
    DECEASED = "DECEASED"


_S = CustomerStatus

# The one table: the database's constraint is made from it too.
TRANSITIONS: Final = MappingProxyType(
    {
        _S.PROSPECT: frozenset({_S.PENDING_KYC, _S.CLOSED}),
        _S.PENDING_KYC: frozenset({_S.ACTIVE, _S.PROSPECT, _S.CLOSED}),
        _S.ACTIVE: frozenset({_S.DORMANT, _S.BLOCKED, _S.DECEASED, _S.CLOSED}),
        _S.DORMANT: frozenset({_S.ACTIVE, _S.BLOCKED, _S.DECEASED, _S.CLOSED}),
        _S.BLOCKED: frozenset({_S.ACTIVE, _S.DECEASED, _S.CLOSED}),
        _S.CLOSED: frozenset[CustomerStatus](),
        _S.DECEASED: frozenset[CustomerStatus](),
    }
)

# Nobody but the bank takes money from the accounts of such a customer.
STOPS_DEBITS: Final = frozenset({_S.BLOCKED, _S.DECEASED})


def may_become(status: CustomerStatus, to: CustomerStatus) -> bool:
    """Return whether a customer of this status may become `to`."""
    return to in TRANSITIONS[status]


def pairs() -> list[tuple[CustomerStatus, CustomerStatus]]:
    """Return every change that is allowed, in the order of the statuses."""
    return [
        (before, after)
        for before in CustomerStatus
        for after in CustomerStatus
        if may_become(before, after)
    ]
