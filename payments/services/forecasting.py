"""What a payment will cost, when it will arrive and what will be left, before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from accounts import public as accounts
from bankcore.calendars import Calendar
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.domain.movements import PaymentOrder, TransferOrder

# An ordinary payment is with the payee's bank one business day after it was ordered, at the latest:
# Directive (EU) 2015/2366, Article 83; the clearing house of the United States keeps that too.
_DAYS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is to be expected of a payment that is made now.

    `arrives_on` is None where no network that the bank knows carries the currency; `left` is what
    the account would have available afterwards, fee and overdraft limit counted.
    """

    fee: Money
    arrives_on: date | None
    is_at_once: bool
    left: Money


def forecast(order: PaymentOrder | TransferOrder) -> Forecast:
    """Return what is to be expected of the order; raises accounts.AccountNotFound."""
    today = ledger.business_date()
    if isinstance(order, TransferOrder):
        left = accounts.get_account(account_id=order.debit_account_id).available - order.amount
        free = Money(0, order.amount.currency)
        return Forecast(fee=free, arrives_on=today, is_at_once=True, left=left)
    fee = accounts.quote_fee(
        account_id=order.account_id,
        event=accounts.FeeEvent.OUTGOING_PAYMENT,
        base=order.amount,
        day=today,
    )
    left = accounts.get_account(account_id=order.account_id).available - order.amount - fee
    return Forecast(
        fee=fee,
        arrives_on=today if order.is_instant else _arrival(order.amount.currency.code, today),
        is_at_once=order.is_instant,
        left=left,
    )


def _arrival(currency: str, today: date) -> date | None:
    network = settings.CLEARED_BY_EXCHANGE.get(currency)
    if network == "ach":
        return Calendar.of_country("US").add_business_days(today, _DAYS)
    if currency == "EUR":
        return Calendar.target().add_business_days(today, _DAYS)
    return None
