"""Standing orders: what is ordered, and what became of each date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money
from payments.domain.recurrence import Recurrence

DEFAULT_RETRIES = 3
MOST_RETRIES = 30


class OrderState(StrEnum):
    """Whether an order still pays; ENDED has no dates left, CANCELLED was called off."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class ExecutionState(StrEnum):
    """What became of one date of an order. Only PENDING changes."""

    PENDING = "PENDING"
    EXECUTED = "EXECUTED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class AmountRule(StrEnum):
    """FIXED pays the amount; SWEEP pays all that is available above the amount."""

    FIXED = "FIXED"
    SWEEP = "SWEEP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Who is paid: an account of this bank, or an IBAN (with a name) at any bank."""

    account_id: UUID | None = None
    iban: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderTerms:
    """An order to be. `amount` is what is paid (FIXED) or what stays on the account (SWEEP).

    When there is not enough on the account, it is tried again on so many next business days.
    """

    account_id: UUID
    payee: Payee
    amount: Money
    recurrence: Recurrence
    rule: AmountRule = AmountRule.FIXED
    remittance: str = ""
    end_to_end_id: str = ""
    retries: int = DEFAULT_RETRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderChange:
    """What is changed from the next date on; None leaves it as it is."""

    amount: Money | None = None
    remittance: str | None = None
    until: date | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionView:
    """One date of an order. `last_refusal` is the code of why it was not paid, if it was not."""

    nominal_date: date
    due_date: date
    state: ExecutionState
    attempts: int
    transaction_id: int | None
    amount: Money | None
    last_refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderView:
    """An order as its owner sees it; `next_due_date` is None when no date is left."""

    order_id: UUID
    account_id: UUID
    payee: Payee
    rule: AmountRule
    amount: Money
    recurrence: Recurrence
    remittance: str
    end_to_end_id: str
    retries: int
    state: OrderState
    next_due_date: date | None
    next_dates: tuple[date, ...] = ()
    """The next days on which it is due, five at most."""

    executions: tuple[ExecutionView, ...] = ()
    replayed: bool = False
