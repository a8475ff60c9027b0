"""When merchants are paid out, and what they are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from bankcore.money import Money
from payments.settlement.domain.states import PayoutState

SMALLEST: Final = Decimal(1)
"""A schedule pays out no less than this many units of the currency; the rest waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutOrder:
    """A payout to be: without an amount, everything available in the merchant's own currency.

    `idempotency` is the request's: the same again is the same payout.
    """

    merchant_pk: int
    amount: Money | None = None
    idempotency: UUID | None = None
    description: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutView:
    """A payout as its merchant sees it."""

    object_id: str
    merchant: str
    amount: Money
    state: PayoutState
    account_id: UUID
    is_scheduled: bool
    description: str
    metadata: Mapping[str, Any]
    failure_code: str
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceView:
    """What a merchant has in one currency.

    `available` can be paid out, `pending` has not been settled yet, `reserved` is held back.
    """

    available: Money
    pending: Money
    reserved: Money


def period(*, schedule: str, day: date) -> date | None:
    """Return the first day of the time that one scheduled payout is for; None pays by hand."""
    starts = {
        "DAILY": day,
        "WEEKLY": day - timedelta(days=day.weekday()),
        "MONTHLY": day.replace(day=1),
    }
    return starts.get(schedule)


def body(view: PayoutView) -> dict[str, Any]:
    """Return the payout as integrators get it (Stripe's shape)."""
    return {
        "id": view.object_id,
        "object": "payout",
        "amount": view.amount.minor,
        "currency": view.amount.currency.code.lower(),
        "status": view.state.value.lower(),
        "automatic": view.is_scheduled,
        "method": "standard",
        "destination": str(view.account_id),
        "description": view.description or None,
        "failure_code": view.failure_code or None,
        "metadata": dict(view.metadata),
        "created": int(view.created_at.timestamp()),
        "arrival_date": int((view.decided_at or view.created_at).timestamp()),
        "livemode": True,
    }
