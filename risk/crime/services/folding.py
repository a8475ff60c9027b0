"""Taking over a day's movements of customers from the books, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments import public as payments
from risk.crime.domain.scenarios import LONGEST_LOOK_BACK
from risk.crime.repositories import flows, hits
from risk.crime.repositories.flows import NewFlow

Kind = ledger.TransactionKind
# What customers move, or others move for them; not what the bank itself charges and pays.
KINDS: Final = (
    Kind.TRANSFER, Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.PAYMENT, Kind.EXCHANGE, Kind.CHEQUE,
    Kind.LOAN_REPAYMENT, Kind.PAYOUT, Kind.CARD,
)  # fmt: skip
_NAMES: Final = {int(kind): kind.name for kind in KINDS}
DOLLAR: Final = Currency.of("USD")
# Of a currency that is seldom quoted, an older rate is nearer to the truth than none.
_OLDEST_RATE: Final = LONGEST_LOOK_BACK


@use_case
def fold(*, first: date, last: date, actor: Actor, now: datetime) -> None:
    """Take over the movements of the days between two, both included, that are not here yet.

    The first time of all, those of the days before as well, as far back as any scenario looks.
    """
    hits.lock()
    newest = flows.last_folded()
    if newest is None:
        first -= timedelta(days=LONGEST_LOOK_BACK)
    elif newest >= first:
        first = newest + timedelta(days=1)
    if first > last:
        return
    seen: dict[date, list[int]] = {last: [0, 0]}
    rates = _Rates()
    moved = accounts.booked_movements(
        first=first, last=last, kinds=KINDS, cash_lines=payments.CASH_LINES
    )
    for chunk in _chunks(moved):
        countries = payments.countries_of_payments(
            transaction_ids=[each.transaction_id for each in chunk if each.kind == Kind.PAYMENT]
        )
        rows = [_flow(each, rates, countries.get(each.transaction_id, "")) for each in chunk]
        for row in rows:
            counted = seen.setdefault(row.day, [0, 0])
            counted[0] += 1
            counted[1] += row.dollars is None
        flows.add(rows)
    for day, (movements, unrated) in sorted(seen.items()):
        flows.add_day(day=day, movements=movements, unrated=unrated, at=now)
        if unrated:
            _tell_of_unrated(day, unrated, actor, now)


@use_case
def rate_anew(*, before: date) -> list[date]:
    """Give movements their dollars that had no rate when they were taken over; returns their days.

    They are looked at again then. What is older than any scenario looks back stays as it is.
    """
    hits.lock()
    rated = set()
    for day, code in flows.unrated(since=before - timedelta(days=LONGEST_LOOK_BACK)):
        currency = Currency.of(code)
        rate = _rate(currency, day)
        if rate is not None:
            flows.set_rate(day=day, currency=code, cents=_cents(rate, currency))
            rated.add(day)
    return sorted(rated)


def _cents(rate: payments.MidRate, currency: Currency) -> Fraction:
    """Return how many cents a minor unit is."""
    return rate.exact * 100 / int(10**currency.exponent)


def _tell_of_unrated(day: date, count: int, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="crime.rate.missing",
        subject=f"day:{day}",
        detail={"movements": count},
        at=now,
    )


def _chunks(
    moved: Iterator[accounts.AccountMovement],
) -> Iterator[Sequence[accounts.AccountMovement]]:
    while chunk := list(islice(moved, flows.CHUNK)):
        yield chunk


class _Rates:
    """What a day's amounts are in cents of a dollar, each rate asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, date], payments.MidRate | None] = {}

    def cents(self, minor: int, number: int, day: date) -> int | None:
        """Return the amount in cents, to the nearest; None where the bank has no rate."""
        currency = Currency.numbered(number)
        if currency == DOLLAR:
            return minor
        if (number, day) not in self._known:
            self._known[number, day] = _rate(currency, day)
        rate = self._known[number, day]
        if rate is None:
            return None
        return round(minor * _cents(rate, currency))


def _rate(currency: Currency, day: date) -> payments.MidRate | None:
    try:
        return payments.fx_rate(day=day, sell=currency, buy=DOLLAR, oldest_days=_OLDEST_RATE)
    except payments.RateNotAvailable:
        return None


def _flow(moved: accounts.AccountMovement, rates: _Rates, country: str) -> NewFlow:
    return NewFlow(
        account_id=moved.account_id, entry=moved.entry, transaction_id=moved.transaction_id,
        customer_id=moved.customer_id, holders=moved.holders, day=moved.day, at=moved.at,
        kind=_NAMES[moved.kind], amount=moved.amount,
        currency=Currency.numbered(moved.currency).code,
        dollars=rates.cents(moved.amount, moved.currency, moved.day), is_cash=moved.is_cash,
        other_account=moved.other_account, other_customer=moved.other_customer, country=country,
        opened_on=moved.opened_on,
    )  # fmt: skip
