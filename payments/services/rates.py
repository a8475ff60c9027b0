"""Exchange rates: taking in what is published, and telling mid of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.money import Currency
from payments.domain import rates as published
from payments.domain.rates import BASE, MidRate, PublishedRate
from payments.repositories import rates
from payments.services import two_people

OLDEST_DAYS: Final = 7  # a long weekend with its holidays; older than that is no price any more


class RatesDiffer(BankError):
    """A rate that is kept would have to be another: what was published is not rewritten."""

    code = "rates_differ"
    cure = "Check the file. Nothing of it was taken; a corrected rate needs a source of its own."
    status = 409


@needs("payments.publish_rates")
@use_case
def add_published(
    *, source: str, published_rates: Sequence[PublishedRate], actor: Actor, now: datetime
) -> int:
    """Keep the rates that are not kept yet, all or none; returns how many were added.

    The bank's own feeds do; people ask for a rate by price_requests. Raises RatesDiffer where one
    is kept with another value, and two_people.TakesTwoPeople.
    """
    two_people.require_system(actor)
    return add(source=source, published_rates=published_rates, actor=actor, now=now)


@requires_transaction
def add(
    *, source: str, published_rates: Sequence[PublishedRate], actor: Actor, now: datetime
) -> int:
    """Keep the rates in the caller's use case; raises RatesDiffer."""
    rates.stage(rates=published_rates)
    found = rates.first_difference(source=source)
    if found is not None:
        currency, day, kept, given = found
        message = f"{source}'s {currency} of {day} is kept as {kept}, not {given}."
        raise RatesDiffer(message)
    added = rates.take_over(source=source)
    if added:
        audit.record(
            actor=actor,
            action="payments.fx_rates.added",
            subject=f"rates:{source}",
            detail={"added": added},
            at=now,
        )
    return added


@needs("payments.publish_rates")
def import_ecb(*, data: bytes, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take in an ECB file (CSV or zip); returns how many rates it has and how many were new.

    Raises RatesMalformed naming the line, and RatesDiffer.
    """
    found = published.read(data)
    added = add_published(source=published.ECB, published_rates=found, actor=actor, now=now)
    return len(found), added


class RateNotAvailable(BankError):
    """No rate was published for the currency on the day or in the days before it."""

    code = "rate_not_available"
    cure = "Choose another currency, or try again when rates have been published."
    status = 409


def on(*, day: date, sell: Currency, buy: Currency, oldest_days: int = OLDEST_DAYS) -> MidRate:
    """Return mid between two currencies on a day: units bought for one unit sold.

    Of each currency the last rate on or before the day counts, at most `oldest_days` old; both go
    through the euro. Raises RateNotAvailable.
    """
    wanted = [code for code in (sell.code, buy.code) if code != BASE]
    found = rates.latest(day=day, oldest=day - timedelta(days=oldest_days), currencies=wanted)
    missing = [code for code in wanted if code not in found]
    if missing:
        message = f"There is no {missing[0]} rate of {day} or the {oldest_days} days before it."
        raise RateNotAvailable(message)
    one = Decimal(1)
    return MidRate(
        sell=sell,
        buy=buy,
        sell_rate=found[sell.code].rate if sell.code in found else one,
        buy_rate=found[buy.code].rate if buy.code in found else one,
        day=min((rate.day for rate in found.values()), default=day),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateView:
    """`rate` units of `currency` for one euro, published for `day` by `publisher`."""

    currency: str
    rate: Decimal
    day: date
    publisher: str


def of_day(*, day: date, oldest_days: int = OLDEST_DAYS) -> list[RateView]:
    """Return the rate of every currency that counts on a day, by currency."""
    found = rates.latest(day=day, oldest=day - timedelta(days=oldest_days))
    return [
        RateView(currency=each.currency, rate=each.rate, day=each.day, publisher=each.source)
        for each in found.values()
    ]


def history(*, currencies: Sequence[str], first: date, last: date) -> list[PublishedRate]:
    """Return the rates of these currencies between two days, both included, oldest first."""
    return rates.history(currencies=list(currencies), first=first, last=last)
