"""Exchange on a demo bank's day: rates, customers exchanging, the bank covering itself."""

from __future__ import annotations

from itertools import groupby

from bankcore.actor import Actor
from bankcore.demo import rates
from bankcore.demo.bank import DemoAccount, demo_accounts
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments import public as payments

_ACTOR = Actor.system("demo-day")
_EXCHANGES = 12
_MOST = {"EUR": 500, "USD": 600, "JPY": 80_000, "KWD": 150}


def run(day: Day) -> None:
    """Publish the day's rates, let customers exchange, and sell or buy half of what that leaves.

    Every fourth customer names what is to be bought; a refusal is part of the day.
    """
    rates.publish(day=day.day, now=day.now)
    pairs = _pairs()
    for number in range(_EXCHANGES):
        sell, buy = day.chance.choice(pairs)
        fixed = payments.FixedSide.BUY if number % 4 == 3 else payments.FixedSide.SELL
        _exchange(day, sell, buy, fixed)
    _cover(day)


def _pairs() -> list[tuple[DemoAccount, DemoAccount]]:
    """Return every two accounts of one customer in different currencies."""
    found = sorted(demo_accounts(), key=lambda account: account.customer)
    return [
        (one, other)
        for _, own in groupby(found, key=lambda account: account.customer)
        for mine in [list(own)]
        for one in mine
        for other in mine
        if one.opening.currency != other.opening.currency
    ]


def _exchange(day: Day, sell: DemoAccount, buy: DemoAccount, fixed: payments.FixedSide) -> None:
    named = (sell if fixed is payments.FixedSide.SELL else buy).opening.currency.code
    order = payments.ExchangeOrder(
        sell_account_id=sell.account_id,
        buy_account_id=buy.account_id,
        amount=day.amount(_MOST[named], named),
        fixed=fixed,
    )
    request = day.key()
    try:
        offered = payments.quote_exchange(order=order, actor=_ACTOR, now=day.now)
        payments.execute_exchange(
            quote_id=offered.quote_id, request=request, actor=_ACTOR, now=day.now
        )
    except BankError:
        return


def _cover(day: Day) -> None:
    """Deal half of every position away, at mid."""
    euro = Currency.of(payments.BASE)
    for position in payments.fx_positions(day=day.day):
        half = abs(position.amount.minor) // 2
        request = day.key()
        if not half or position.rate is None:
            continue
        order = payments.CoverOrder(
            side=payments.Side.SELL if position.amount.minor > 0 else payments.Side.BUY,
            amount=Money(half, position.currency),
            rate=payments.fx_rate(day=day.day, sell=euro, buy=position.currency).buy_rate,
            reference=f"Demo Bank 01, {day.day}",
        )
        payments.cover_fx_position(order=order, request=request, actor=_ACTOR, now=day.now)
