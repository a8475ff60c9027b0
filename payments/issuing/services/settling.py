"""Paying the networks what customers have bought with their cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.issuing.repositories import cards
from payments.issuing.services.clearing import NETWORKS

_NOSTRO: Final = "1100"


class NetworksNotPaid(BankError):
    """The books refuse what card networks are to be paid."""

    code = "card_networks_not_paid"
    cure = "Look at the lines of the general ledger that it names, then run the day's end again."
    status = 409


def settle_networks(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Pay what networks are owed on `day`, in each currency: a step of the end of day.

    Where more was given back than bought, they pay the bank. What is paid at the bank's own
    merchants is owed to nobody. Booked on the day, once. Raises NetworksNotPaid.
    """
    del next_day
    codes = cards.currencies()
    return {
        "currencies paid": sum(
            _settle(currency=Currency.of(code), day=day, actor=actor, now=now) for code in codes
        )
    }


@use_case
def _settle(*, currency: Currency, day: date, actor: Actor, now: datetime) -> bool:
    networks, nostro = (
        ledger.internal_account(gl_code=code, currency=currency, opened_on=day)
        for code in (NETWORKS, _NOSTRO)
    )
    owed = ledger.lock_balance(account_id=networks).posted
    if not owed.minor:
        return False
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(f"issuing.settlement:{day}:{currency.code}"),
        kind=ledger.TransactionKind.SETTLEMENT,
        legs=(ledger.Leg(networks, -owed), ledger.Leg(nostro, owed)),
        actor=actor,
        narrative=f"Settlement of card payments in {currency.code}",
        booking_date=day,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"What networks are owed in {currency.code} is not paid: {outcome.code}."
        raise NetworksNotPaid(message)
    return not outcome.replayed
