"""What accounts tells of customers and their accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from accounts.domain.customer_states import CustomerStatus
from bankcore.money import Currency, Money


class AccountStatus(StrEnum):
    """What an account lets through, in words that integrators see."""

    OPEN = "open"
    DEBIT_BLOCKED = "debit_blocked"
    FROZEN = "frozen"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer, as others see one."""

    customer_id: UUID
    kind: str
    name: str
    status: CustomerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """Enough of an account to book on it."""

    account_id: UUID
    ledger_account_id: int
    iban: str
    currency: Currency
    customer_id: UUID
    customer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account with what is on it; `available` counts holds and the overdraft limit."""

    account_id: UUID
    ledger_account_id: int
    iban: str
    customer_id: UUID
    customer_name: str
    product: str
    product_name: str
    currency: Currency
    status: AccountStatus
    posted: Money
    held: Money
    available: Money
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts: of a customer, of a log-in, with an IBAN, after a row of the page before.

    `account_ids` are those that may be among them; None are all.
    """

    customer_id: UUID | None = None
    user_id: int | None = None
    iban: str | None = None
    account_ids: frozenset[UUID] | None = None
    after_id: int = 0
