"""What accounts tells of loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accounts.domain.loans.conditions import Conditions
from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application; `loan_id` once there is a contract.

    `reasons` are what the bank's own rules found against it, in plain words.
    """

    application_id: UUID
    customer_id: UUID
    product: str
    amount: Money
    conditions: Conditions
    purpose: str
    state: str
    score: int | None
    registered_by: str
    registered_at: datetime
    decided_by: str
    decision_reason: str
    loan_id: UUID | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentView:
    """One line of a schedule with what is paid of it."""

    version: int
    number: int
    period_start: date
    due_date: date
    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    paid: Money
    unpaid: Money
    capitalised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanView:
    """A loan: what was agreed, what is owed, and how far it is behind.

    `due` is what is unpaid of instalments due by today; `apr` is a fraction.
    """

    loan_id: UUID
    account_id: UUID
    repayment_account_id: UUID
    customer_id: UUID
    customer_name: str
    iban: str
    principal: Money
    annual_rate: Decimal
    apr: Decimal
    method: str
    frequency: str
    state: str
    disbursed_on: date | None
    outstanding: Money
    due: Money
    days_past_due: int
    bucket: str
    claim: Money
    schedule: tuple[InstalmentView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentReceipt:
    """A payment on a loan and how it was divided."""

    payment_id: UUID
    loan_id: UUID
    kind: str
    amount: Money
    principal: Money
    interest: Money
    fees: Money
    booked_on: date
    transaction_id: int
    outstanding: Money
    loan_state: str
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """What early repayment costs on `for_day`: it can be paid on that business day only."""

    quote_id: UUID
    loan_id: UUID
    whole: bool
    for_day: date
    valid_until: date
    principal: Money
    interest: Money
    fees: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanFilter:
    """Which loans: of a customer, of a log-in, in states."""

    customer_id: UUID | None = None
    user_id: int | None = None
    states: tuple[str, ...] = ()
    after_id: int = 0
