"""Turning the bank's income and expense in foreign currencies into euros, every day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.exchange import worth
from payments.domain.rates import BASE, MidRate
from payments.models import FxResultSale
from payments.repositories import results
from payments.repositories.results import ResultAccount
from payments.services import booking, positions, rates


class _Done(StrEnum):
    """What became of a currency's results."""

    SOLD = "sold"
    WITHOUT_RATE = "without_rate"
    DONE_BEFORE = "done_before"


def sell_foreign_results(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Move what was earned and spent in foreign currencies to the euro accounts, at mid of the day.

    A step of the end of day, before revalue_positions: the foreign amounts become part of the
    bank's position. Once a currency and day; what is booked after it is for the next day's. Returns
    how many currencies were `sold`, `without_rate` (left as they are) and `done_before`.
    """
    del next_day
    counts = dict.fromkeys(map(str, _Done), 0)
    for currency in sorted({each.currency for each in results.foreign(day=day, base=BASE)}):
        counts[str(_sell(currency=currency, day=day, actor=actor, now=now))] += 1
    return counts


@use_case
def _sell(*, currency: str, day: date, actor: Actor, now: datetime) -> _Done:
    unit = Currency.of(currency)
    for account in results.foreign(day=day, base=BASE, currency=currency):
        ledger.lock_balance(account_id=account.account_id)
    found = results.foreign(day=day, base=BASE, currency=currency)
    if not found or results.is_sold(currency=currency, day=day):
        return _Done.DONE_BEFORE
    try:
        mid = rates.on(day=day, sell=Currency.of(BASE), buy=unit)
    except rates.RateNotAvailable:
        return _Done.WITHOUT_RATE
    position = positions.of_currency(currency=unit, opened_on=day)
    worths = [worth(Money(account.balance, unit), mid.buy_rate) for account in found]
    legs = _legs(found, worths, day)
    amount, euros = sum(each.balance for each in found), sum(each.minor for each in worths)
    if amount:
        legs.append(ledger.Leg(position.position_account_id, Money(amount, unit)))
    if euros:
        legs.append(ledger.Leg(position.counter_account_id, Money(-euros, Currency.of(BASE))))
    txn_id = _book(currency, day, legs, actor, now)
    results.add_sale(_row(currency, day, mid, amount, euros, txn_id, now))
    return _Done.SOLD


def _legs(found: Sequence[ResultAccount], worths: Sequence[Money], day: date) -> list[ledger.Leg]:
    """Return the legs that empty each account into its line's account in euros."""
    legs = []
    for account, euros in zip(found, worths, strict=True):
        foreign = Money(-account.balance, Currency.of(account.currency))
        legs.append(ledger.Leg(account.account_id, foreign))
        if euros.minor:
            own = ledger.internal_account(
                gl_code=account.gl_code, currency=euros.currency, opened_on=day
            )
            legs.append(ledger.Leg(own, euros))
    return legs


def _book(currency: str, day: date, legs: Sequence[ledger.Leg], actor: Actor, now: datetime) -> int:
    name = f"fx-results:{currency}:{day}"
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(name),
        kind=ledger.TransactionKind.EXCHANGE,
        legs=tuple(legs),
        actor=actor,
        narrative=f"Results in {currency} of {day} into {BASE}",
        booking_date=day,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome.txn_id


def _row(
    currency: str, day: date, mid: MidRate, amount: int, euros: int, txn_id: int, now: datetime
) -> FxResultSale:
    return FxResultSale(
        currency=currency,
        day=day,
        amount_minor=amount,
        rate=mid.buy_rate,
        rate_day=mid.day,
        eur_minor=euros,
        txn_id=txn_id,
        sold_at=now,
    )
