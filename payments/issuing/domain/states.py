"""What becomes of a card and of an authorisation: every change there is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class CardState(StrEnum):
    """FROZEN is the customer's own and is taken back; BLOCKED is the bank's; the rest is final."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    BLOCKED = "BLOCKED"
    LOST = "LOST"
    STOLEN = "STOLEN"
    EXPIRED = "EXPIRED"


_A, _F, _B = CardState.ACTIVE, CardState.FROZEN, CardState.BLOCKED
_ENDS: Final = frozenset({CardState.LOST, CardState.STOLEN, CardState.EXPIRED})

# PostgreSQL has this table as well (migrations/sql/0002_guards.sql). What the bank no longer
# blocks is as the customer had left it: frozen where it was frozen.
CARD_CHANGES: Final[Mapping[CardState, frozenset[CardState]]] = {
    _A: frozenset({_F, _B}) | _ENDS,
    _F: frozenset({_A, _B}) | _ENDS,
    _B: frozenset({_A, _F}) | _ENDS,
    CardState.LOST: frozenset(),
    CardState.STOLEN: frozenset(),
    CardState.EXPIRED: frozenset(),
}
LIVE: Final = frozenset({_A, _F, _B})
"""States of a card that may be used, or may be used again."""


class AuthorisationState(StrEnum):
    """APPROVED has money set aside; a late presentment may still clear what has EXPIRED."""

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    REVERSED = "REVERSED"
    EXPIRED = "EXPIRED"
    CLEARED = "CLEARED"


AUTHORISATION_CHANGES: Final[Mapping[AuthorisationState, frozenset[AuthorisationState]]] = {
    AuthorisationState.APPROVED: frozenset(
        {AuthorisationState.REVERSED, AuthorisationState.EXPIRED, AuthorisationState.CLEARED}
    ),
    AuthorisationState.EXPIRED: frozenset({AuthorisationState.CLEARED}),
    AuthorisationState.DECLINED: frozenset(),
    AuthorisationState.REVERSED: frozenset(),
    AuthorisationState.CLEARED: frozenset(),
}
