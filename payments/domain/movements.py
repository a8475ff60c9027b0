"""Movements of money: what is ordered, and what is told of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money


class MovementKind(StrEnum):
    """What sort of movement it is, in words that integrators see."""

    TRANSFER = "transfer"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    PAYMENT = "payment"
    CHEQUE = "cheque"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOrder:
    """Money from one customer's account to another's, in one currency; `amount` is positive."""

    debit_account_id: UUID
    credit_account_id: UUID
    amount: Money
    narrative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOrder:
    """Cash paid into or out of a customer's account; `amount` is positive.

    With `drawer_id` it goes through that teller's drawer, else straight to or from the vault.
    """

    account_id: UUID
    amount: Money
    narrative: str = ""
    drawer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """Money to an account at another bank; `amount` is positive.

    With `is_instant` it goes alone and at once (SCT Inst), instead of in a file.
    """

    account_id: UUID
    amount: Money
    creditor_iban: str
    creditor_name: str
    remittance: str = ""
    is_instant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement that is in the books; the side that is no customer's account is None."""

    transaction_id: int
    kind: MovementKind
    amount: Money
    debit_account_id: UUID | None
    credit_account_id: UUID | None
    narrative: str
    booking_date: date
    booked_at: datetime
    replayed: bool = False
