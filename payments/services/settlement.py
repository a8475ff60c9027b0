"""Settling what waits in clearing through the bank's account elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.repositories import external_payments
from payments.services import booking, two_people
from payments.services import clearing as clearing_payments
from payments.services.booking import CLEARING

_NOSTRO = "1100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What left clearing: the amount, and how many payments to named creditors were in it."""

    amount: Money
    payments: int


@needs("payments.settle_clearing")
@use_case
def settle_clearing(
    *, currency: Currency, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Settlement:
    """Pay out everything that waits in clearing in one currency, from the bank's nostro account.

    One transaction empties the clearing account; with nothing there, nothing is booked. A replay
    of the key finds its payments settled and settles no others. Payments that a network of
    CLEARED_BY_EXCHANGE carries are left: each is settled with the file that it travels in.
    The bank itself does it, and no person. Raises two_people.TakesTwoPeople and booking's refusals.
    """
    two_people.require_system(actor)
    opened_on = now.date()
    clearing = ledger.internal_account(gl_code=CLEARING, currency=currency, opened_on=opened_on)
    nostro = ledger.internal_account(gl_code=_NOSTRO, currency=currency, opened_on=opened_on)
    waiting = ledger.lock_balance(account_id=clearing).posted
    network = settings.CLEARED_BY_EXCHANGE.get(currency.code, "")
    travels = external_payments.waiting_total(currency=currency.code, network=network)
    waiting -= Money(travels, currency)
    if waiting.minor <= 0:
        return Settlement(amount=Money(0, currency), payments=0)
    posting = ledger.Posting(
        request=request,
        kind=ledger.TransactionKind.SETTLEMENT,
        legs=(ledger.Leg(clearing, -waiting), ledger.Leg(nostro, waiting)),
        actor=actor,
        narrative=f"Settlement of {currency.code} payments",
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    if outcome.replayed:
        return Settlement(amount=Money(0, currency), payments=0)
    settled = external_payments.settle(
        currency=currency.code, settled_txn_id=outcome.txn_id, network=network
    )
    if settled:
        clearing_payments.tell_of_completed(outcome.txn_id, at=now)
    return Settlement(amount=waiting, payments=settled)
