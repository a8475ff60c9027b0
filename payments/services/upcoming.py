"""What is due from a customer's accounts in the days to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import takewhile
from uuid import UUID

from bankcore.ledger import public as ledger
from payments.domain.standing_orders import AmountRule
from payments.domain.upcoming import Upcoming, UpcomingPayment, in_order
from payments.models import StandingOrder
from payments.services import standing_order_rows as rows
from payments.services import standing_orders


def of_user(*, user_id: int, days: int) -> Upcoming:
    """Return what orders of this log-in's accounts will pay from the open day on, so many days.

    What an order sweeps is not known before, so it is left out.
    """
    first = ledger.business_date()
    orders = standing_orders.rows_of_user(user_id)
    return _of(orders, first, first + timedelta(days=days))


def of_accounts(*, account_ids: Sequence[UUID], first: date, last: date) -> Upcoming:
    """Return what orders of these accounts will pay from the open day, `first`, to another.

    What an order sweeps is not known before, so it is left out.
    """
    return _of(standing_orders.rows_of_accounts(account_ids), first, last)


def _of(orders: Iterable[StandingOrder], first: date, last: date) -> Upcoming:
    due = [each for order in orders for each in _due(order, last)]
    return Upcoming(first=first, last=last, payments=in_order(due))


def _due(order: StandingOrder, last: date) -> list[UpcomingPayment]:
    if order.rule == AmountRule.SWEEP:
        return []
    return [
        UpcomingPayment(
            order_id=order.public_id,
            account_id=order.account_id,
            due_date=due_date,
            payee=order.creditor_name,
            remittance=order.remittance,
            amount=rows.amount_of(order),
        )
        for due_date in takewhile(lambda day: day <= last, rows.next_dates(order))
    ]
