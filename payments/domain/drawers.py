"""A teller's drawer: what it goes through in a day, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.money import Currency, Money
from payments.domain.denominations import CashCount


class SessionState(StrEnum):
    """OPEN: cash moves. COUNTED: its difference waits for a second person. CLOSED: for good."""

    OPEN = "OPEN"
    COUNTED = "COUNTED"
    CLOSED = "CLOSED"


ALLOWED: Final[Mapping[SessionState, frozenset[SessionState]]] = {
    SessionState.OPEN: frozenset({SessionState.COUNTED, SessionState.CLOSED}),
    SessionState.COUNTED: frozenset({SessionState.OPEN, SessionState.CLOSED}),
    SessionState.CLOSED: frozenset(),
}


class CashReason(StrEnum):
    """Why cash came into a drawer or left it."""

    SUPPLY = "SUPPLY"
    DEPOSIT = "DEPOSIT"
    WITHDRAWAL = "WITHDRAWAL"
    CHEQUE = "CHEQUE"
    REVERSAL = "REVERSAL"
    SURPLUS = "SURPLUS"
    SHORTAGE = "SHORTAGE"
    RETURN = "RETURN"


class VaultDirection(StrEnum):
    """Which way cash goes between a drawer and the vault."""

    TO_DRAWER = "to_drawer"
    TO_VAULT = "to_vault"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerOpening:
    """A drawer to be opened by its teller, with `amount` (zero or more) from the vault."""

    amount: Money
    branch: str = "HQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultOrder:
    """Cash between an open drawer and the vault; `amount` is positive."""

    drawer_id: UUID
    amount: Money
    direction: VaultDirection


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerClosing:
    """A drawer to be closed: what was counted, and why that differs from the books if it does."""

    drawer_id: UUID
    count: CashCount
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerView:
    """A drawer as it stands; `expected` is what the ledger says is in it.

    `state` is the latest session's. `counted` and `difference` (counted less expected) are set
    once it has been counted; `approval_id` where the difference takes a second person.
    """

    drawer_id: UUID
    session_id: UUID
    teller_id: int
    teller: str
    branch: str
    currency: Currency
    state: SessionState
    expected: Money
    counted: Money | None
    difference: Money | None
    approval_id: int | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashLine:
    """One movement of cash; `amount` is positive into the drawer, negative out of it."""

    reason: CashReason
    amount: Money
    transaction_id: int
    at: datetime
