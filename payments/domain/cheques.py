"""Cheques: every state they can be in, every change that is allowed, and what is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.money import Money


class ChequeState(StrEnum):
    """A leaf of a cheque book that this bank gave out. It is paid once, and then for good."""

    ISSUED = "ISSUED"
    STOPPED = "STOPPED"
    PAID = "PAID"


class CollectionState(StrEnum):
    """A cheque on another bank, handed in by a customer and sent there for its money."""

    IN_COLLECTION = "IN_COLLECTION"
    CLEARED = "CLEARED"
    RETURNED = "RETURNED"


# Every allowed change. The triggers of the migration let the same through and no other.
CHEQUE_CHANGES: Final[Mapping[ChequeState, frozenset[ChequeState]]] = {
    ChequeState.ISSUED: frozenset({ChequeState.STOPPED, ChequeState.PAID}),
    ChequeState.STOPPED: frozenset({ChequeState.ISSUED}),
    ChequeState.PAID: frozenset(),
}
COLLECTION_CHANGES: Final[Mapping[CollectionState, frozenset[CollectionState]]] = {
    CollectionState.IN_COLLECTION: frozenset({CollectionState.CLEARED, CollectionState.RETURNED}),
    CollectionState.CLEARED: frozenset(),
    CollectionState.RETURNED: frozenset(),
}
LARGEST_BOOK: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ChequeDeposit:
    """A cheque on another bank, handed in; `amount` is positive."""

    account_id: UUID
    amount: Money
    drawn_on_bank: str
    drawn_on_account: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChequeReturn:
    """A cheque that the other bank did not pay, and the fee (positive) for that, if any."""

    cheque_id: UUID
    reason: str
    fee: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """A cheque on another bank. Its money is held until the close of `clears_on`."""

    cheque_id: UUID
    account_id: UUID
    amount: Money
    number: str
    state: CollectionState
    clears_on: date
    transaction_id: int
    return_reason: str = ""
    fee_charged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChequeRange:
    """Cheques of one account, by number, both ends included."""

    account_id: UUID
    first_number: int
    last_number: int

    def __len__(self) -> int:
        return max(0, self.last_number - self.first_number + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChequePresentment:
    """A cheque on one of our accounts, presented: for cash from a drawer, or to an account.

    Exactly one of `drawer_id` and `credit_account_id` is given; `amount` is positive.
    """

    account_id: UUID
    number: int
    amount: Money
    payee: str
    drawer_id: UUID | None = None
    credit_account_id: UUID | None = None
