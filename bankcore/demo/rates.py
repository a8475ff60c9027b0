"""Exchange rates for a demo bank that has no publisher's file: plainly made up, source DEMO."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bankcore.actor import Actor
from payments import public as payments

_ACTOR = Actor.system("demo-rates")

# Round figures of no day: nobody should take them for the market.
_AROUND: Final = {
    "CHF": Decimal("0.95"),
    "GBP": Decimal("0.85"),
    "JPY": Decimal(160),
    "KWD": Decimal("0.35"),
    "USD": Decimal("1.10"),
}
_STEPS: Final = 9
_STEP: Final = Decimal("0.005")
_HISTORY: Final = timedelta(days=740)
_SATURDAY: Final = 5


def publish(*, day: date, now: datetime) -> int:
    """Publish the demo's rates of a day where they are missing; returns how many were.

    They swing by up to 2 % around a round figure, by the day's number, so that positions gain and
    lose; the same day has the same rates on every machine.
    """
    swing = 1 + _STEP * (day.toordinal() % _STEPS - _STEPS // 2)
    return payments.add_fx_rates(
        source=payments.DEMO,
        published_rates=[
            payments.PublishedRate(currency, day, round(around * swing, 8))
            for currency, around in _AROUND.items()
        ],
        actor=_ACTOR,
        now=now,
    )


def publish_history(*, day: date, now: datetime) -> int:
    """Publish rates of two years before a day where they are missing; returns how many were.

    They scatter by up to one per cent around the round figures, the same on every machine.
    """
    first, last = day - _HISTORY, day - timedelta(days=1)
    there = payments.fx_history(currencies=list(_AROUND), first=first, last=last)
    known = {(rate.currency, rate.day) for rate in there}
    days = (first + timedelta(days=number) for number in range(_HISTORY.days))
    return payments.add_fx_rates(
        source=payments.DEMO,
        published_rates=[
            payments.PublishedRate(currency, each, round(around * _scatter(currency, each), 8))
            for each in days
            if each.weekday() < _SATURDAY
            for currency, around in _AROUND.items()
            if (currency, each) not in known
        ],
        actor=_ACTOR,
        now=now,
    )


def _scatter(currency: str, day: date) -> Decimal:
    number = day.toordinal() * day.toordinal() * 7919 + int.from_bytes(currency.encode()) * 31
    return 1 + Decimal(number % 41 - 20) / 2_000
