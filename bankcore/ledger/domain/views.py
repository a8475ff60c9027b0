"""What the ledger tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bankcore.ledger.domain.book import AccountStatus
from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """What an account has, seen from its normal side: a deposit account's money is positive.

    `available` is what can be taken out: posted, less held, less the floor; None where the
    account has no floor and so no limit.
    """

    account_id: int
    number: str
    posted: Money
    held: Money
    available: Money | None
    status: AccountStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line of an account's statement; credit positive, `balance_after` credits less debits."""

    account_id: int
    seq: int
    txn_id: int
    amount: Money
    balance_after: Money
    booking_date: date
    value_date: date
    kind: int
    narrative: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHold:
    """Money set aside on an account for something that is not booked yet."""

    hold_id: int
    amount: Money
    reference: str
    placed_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries of an account: between sequence numbers (exclusive), booking dates (inclusive).

    `text` is looked for in the narrative, in upper or lower case; `least` and `most` bound the
    amount in minor units without its sign; `comes_in` True takes credits, False debits.
    """

    before_seq: int | None = None
    after_seq: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    least: int | None = None
    most: int | None = None
    comes_in: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionView:
    """One transaction with its legs, in their order."""

    txn_id: int
    kind: int
    booking_date: date
    value_date: date
    created_at: datetime
    actor: str
    narrative: str
    legs: tuple[EntryLine, ...]
    reversed_by: int | None
    reverses: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantCheck:
    """One statement about the books, how many things it was checked on and how many broke it."""

    code: str
    statement: str
    checked: int
    violations: int
    example: str

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.violations
