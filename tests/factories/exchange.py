"""Rates and exchanges for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts import public as accounts
from bankcore.money import Currency, Money
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

# Made up, and easy to reckon with.
RATES = {"USD": "1.25", "JPY": "160", "KWD": "0.4", "GBP": "0.8"}


def publish(day: date = OPENING_DAY, source: str = "TEST", **rates: str) -> int:
    """Publish rates for a day: units of each currency for one euro."""
    return payments.add_fx_rates(
        source=source,
        published_rates=[
            payments.PublishedRate(currency, day, Decimal(rate))
            for currency, rate in (rates or RATES).items()
        ],
        actor=TESTER,
        now=NOW,
    )


def pair(
    sell: str, buy: str, *, funds: str | int = 1_000
) -> tuple[accounts.AccountRef, accounts.AccountRef]:
    """Open two accounts of one new customer, the first with funds."""
    owner = factories.customer()
    return (
        factories.account(funds=funds, currency=sell, owner=owner),
        factories.account(currency=buy, owner=owner),
    )


def order(
    sell: accounts.AccountRef,
    buy: accounts.AccountRef,
    amount: str | int,
    fixed: payments.FixedSide = payments.FixedSide.SELL,
) -> payments.ExchangeOrder:
    """Return an order for so many units of the currency that is fixed."""
    named = sell if fixed is payments.FixedSide.SELL else buy
    return payments.ExchangeOrder(
        sell_account_id=sell.account_id,
        buy_account_id=buy.account_id,
        amount=Money.of(amount, named.currency.code),
        fixed=fixed,
    )


def quote(*args, now=NOW, **more) -> payments.Quote:
    """Quote an order of `order`'s arguments."""
    return payments.quote_exchange(order=order(*args, **more), actor=TESTER, now=now)


def execute(quote: payments.Quote, *, request=None, now=NOW) -> payments.Exchange:
    """Execute a quote."""
    return payments.execute_exchange(
        quote_id=quote.quote_id,
        request=request or factories.request_key(body=str(quote.quote_id)),
        actor=TESTER,
        now=now,
    )


def set_margin(margin: str, *, sell: str = "", buy: str = "", **more) -> None:
    """Set a margin from the opening day on."""
    payments.set_fx_margin(
        terms=payments.MarginTerms(
            margin=Decimal(margin),
            effective_from=more.pop("effective_from", OPENING_DAY),
            sell=Currency.of(sell) if sell else None,
            buy=Currency.of(buy) if buy else None,
            **more,
        ),
        actor=TESTER,
        now=NOW,
    )


def cover(side: payments.Side, amount: str | int, currency: str, rate: str, **more):
    """Book a covering deal."""
    request = more.pop("request", None) or factories.request_key()
    return payments.cover_fx_position(
        order=payments.CoverOrder(
            side=side,
            amount=Money.of(amount, currency),
            rate=Decimal(rate),
            reference="Demo Bank 01",
            **more,
        ),
        request=request,
        actor=TESTER,
        now=NOW,
    )
