"""A bank with positions, curves and rates, and the end of its days."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from bankcore.endofday import public as endofday
from payments import public as payments
from risk.market import public as market
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, exchange

DAY, NEXT_DAY = OPENING_DAY, OPENING_DAY + timedelta(days=1)
YIELDS = {3: "2.0", 12: "2.2", 60: "2.6", 120: "3.0", 360: "3.1"}


def past_rates(*, days: int = 520, currency: str = "USD", around: str = "1.25") -> None:
    """Publish so many days of rates before the opening day; the last one is the round figure."""
    dice = random.Random(currency)
    rates = [Decimal(around) * (1 + Decimal(dice.gauss(0, 0.005))) for _ in range(days - 1)]
    payments.add_fx_rates(
        source="TEST",
        published_rates=[
            payments.PublishedRate(currency, DAY - timedelta(days=number), round(rate, 6))
            for number, rate in enumerate([Decimal(around), *rates], start=1)
        ],
        actor=TESTER,
        now=NOW,
    )


def exchanged(amount: str = "1000") -> None:
    """Let a customer sell so many dollars to the bank: it has a position of as many."""
    exchange.execute(exchange.quote(*exchange.pair("USD", "EUR", funds=amount), amount))


def curve(*, currency: str = "EUR", day: date = DAY, source: str = "TEST", **changes: str) -> None:
    """Load the par yields of a day."""
    yields = YIELDS | {int(name[1:]): value for name, value in changes.items()}
    names = [f"BC_{m}MONTH" if m < 12 else f"BC_{m // 12}YEAR" for m in yields]
    data = f"date,{','.join(names)}\n{day},{','.join(yields.values())}\n"
    market.load_curve(data=data.encode(), currency=currency, source=source, actor=TESTER, now=NOW)


def end_day(next_day: date = NEXT_DAY) -> dict[str, dict[str, int]]:
    """End the open business day; returns what each step counted."""
    ended = endofday.close_business_day(next_day=next_day, actor=TESTER, now=NOW)
    return {each.step: dict(each.counts) for each in ended.steps}
