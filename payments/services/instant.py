"""Instant payments: which orders may go at once, and telling whoever sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from bankcore.errors import BankError
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.domain.events import InstantOrdered
from payments.domain.movements import Movement, PaymentOrder

CURRENCY: Final = "EUR"


class InstantNotOffered(BankError):
    """The payment cannot go at once."""

    code = "instant_not_offered"
    cure = "Order it as a payment that is not instant."
    status = 409


class AboveInstantLimit(BankError):
    """The bank sends no single instant payment of this size."""

    code = "above_instant_limit"
    cure = "Choose a smaller amount, or order it as a payment that is not instant."
    status = 409


def require_offered(order: PaymentOrder) -> None:
    """Raise InstantNotOffered or AboveInstantLimit where an instant order cannot go at once."""
    if not order.is_instant:
        return
    if order.amount.currency.code != CURRENCY or not settings.INSTANT_ADDRESS:
        message = "Instant payments go in euros, to accounts in SEPA."
        raise InstantNotOffered(message, field="instant")
    limit = Money.of(settings.INSTANT_LIMIT, CURRENCY)
    if order.amount > limit:
        message = f"An instant payment is of {limit} at most."
        raise AboveInstantLimit(message, field="amount")


def tell(order: PaymentOrder, movement: Movement, *, now: datetime) -> None:
    """Have an instant payment sent as soon as the caller's use case is done."""
    if order.is_instant:
        outbox.publish(
            InstantOrdered(transaction_id=str(movement.transaction_id)),
            subject=f"transaction:{movement.transaction_id}",
            at=now,
        )
