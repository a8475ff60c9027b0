"""Use of an account: limits of its product, what was used of them, overdrafts, debits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.fees import FeeEvent, FeeRate, WaiverBasis, WaiverRule
from bankcore.money import Money


class ActivityState(StrEnum):
    """Whether the customer uses the account."""

    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLimits:
    """What a product's customers may do. Amounts are minor units; None means no limit.

    `minimum_balance` is what a customer's debit must leave; the limits count outgoing debits that
    customers order; `overdraft_cap` is the largest overdraft that may be agreed.
    """

    minimum_balance: int | None = None
    transaction_limit: int | None = None
    daily_limit: int | None = None
    monthly_limit: int | None = None
    dormancy_days: int | None = None
    overdraft_cap: int | None = None

    @property
    def concern_debits(self) -> bool:
        """Whether any of them has to be looked at when a customer takes money out."""
        return any(
            limit is not None
            for limit in (
                self.minimum_balance,
                self.transaction_limit,
                self.daily_limit,
                self.monthly_limit,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSchedule:
    """A product's fee for one event: how it is made, and when the month's balance waives it.

    `within_days` concerns early closing: charged within so many days of opening.
    """

    rate: FeeRate
    waiver: WaiverRule | None = None
    within_days: int | None = None

    @staticmethod
    def of(
        *, rate: FeeRate, waived_from: int | None, basis: str, within: int | None
    ) -> FeeSchedule:
        """Return the schedule that these stored terms are."""
        rule = None
        if waived_from is not None:
            rule = WaiverRule(waived_from=waived_from, basis=WaiverBasis(basis))
        return FeeSchedule(rate=rate, waiver=rule, within_days=within)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDebit:
    """Money that a customer took out and that is booked: `amount` is positive.

    `reference` names it for ever, such as its transaction; `fee_event` is what it may cost.
    """

    account_id: UUID
    amount: Money
    day: date
    reference: str
    fee_event: FeeEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsView:
    """An account's limits and what is used of them; None where its product has no such limit."""

    account_id: UUID
    currency: str
    day: date
    minimum_balance: Money | None
    transaction_limit: Money | None
    daily_limit: Money | None
    monthly_limit: Money | None
    spent_today: Money
    spent_this_month: Money
    dormancy_days: int | None
    state: ActivityState


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdraftView:
    """An account's overdraft on a day: what was agreed, and what the books let through.

    They differ while an account is beyond the limit that was agreed: `excess` is by how much.
    """

    account_id: UUID
    day: date
    agreed: Money
    from_day: date | None
    to_day: date | None
    in_force: Money
    excess: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeChargeView:
    """A fee of an account. Without transaction it is due, or waived for a reason."""

    charge_id: int
    account_id: UUID
    event: FeeEvent
    period: str
    day: date
    amount: Money
    waived_reason: str
    transaction_id: int | None
    refund_transaction_id: int | None
    recorded_at: datetime

    @property
    def state(self) -> str:
        """What became of it: due, waived, charged or refunded."""
        if self.waived_reason:
            return "waived"
        if self.transaction_id is None:
            return "due"
        return "charged" if self.refund_transaction_id is None else "refunded"
