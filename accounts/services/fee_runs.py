"""Periodic fees at the end of a day: looked at once a period, booked until none is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from accounts.domain.fees import FeeEvent, fee, month_of, waived_by
from accounts.repositories import fee_runs, fees
from accounts.repositories.fee_runs import Concerned, Days
from accounts.services import fee_postings
from accounts.services.fee_postings import Run
from bankcore.actor import Actor
from bankcore.db.transactions import use_case

_CHUNK = 1_000
_MONTHLY = (FeeEvent.MONTHLY_MAINTENANCE, FeeEvent.DORMANCY)


def post_fees(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Assess the fees of the day that ends, and book every fee that is due, in chunks.

    Excess of an overdraft is looked at every day and charged once a month; maintenance and
    dormancy on the last business day of a month. What is assessed is written down before anything
    is booked, so a run that is repeated assesses and books nothing twice.
    """
    assessed = _assess_excess(day=day, now=now)
    if (day.year, day.month) != (next_day.year, next_day.month):
        for event in _MONTHLY:
            assessed += _assess_month(event=event, days=_month(day, next_day), now=now)
    run = Run(day=day, actor=actor, now=now)
    after, charged = 0, 0
    while True:
        last, booked = _book_chunk(after=after, run=run)
        if last is None:
            return {"assessed": assessed, "charged": charged}
        after, charged = last, charged + booked


@use_case
def _assess_month(*, event: FeeEvent, days: Days, now: datetime) -> int:
    period = month_of(days.day)
    if not fee_runs.begin(event=event, period=period, day=days.day, now=now):
        return 0
    concerned = fee_runs.of_month(event=event, days=days, dormant=event is FeeEvent.DORMANCY)
    rows = [
        _charge(each, event, period, days.day, base=max(each.balances.average, 0))
        for each in concerned
    ]
    return _add(rows, now)


@use_case
def _assess_excess(*, day: date, now: datetime) -> int:
    event = FeeEvent.OVERDRAFT_EXCESS
    if not fee_runs.begin(event=event, period=day.isoformat(), day=day, now=now):
        return 0
    rows = [
        _charge(each, event, month_of(day), day, base=each.excess)
        for each in fee_runs.in_excess(event=event, day=day)
    ]
    return _add(rows, now)


@use_case
def _book_chunk(*, after: int, run: Run) -> tuple[int | None, int]:
    due = fees.lock_due(after=after, limit=_CHUNK)
    if not due:
        return None, 0
    return due[-1].charge_id, fee_postings.book_collectively(due, run=run)


def _charge(
    each: Concerned, event: FeeEvent, period: str, day: date, *, base: int
) -> fees.NewCharge:
    amount = fee(each.schedule.rate, base=base)
    waived = each.waived_reason or waived_by(each.schedule.waiver, each.balances)
    return fees.NewCharge(each.account, event, period, day, base, amount, waived)


def _add(rows: list[fees.NewCharge], now: datetime) -> int:
    return len(fees.add_charges([row for row in rows if row.amount], now=now))


def _month(day: date, next_day: date) -> Days:
    """Return the whole month of `day`: its last days may be no business days."""
    first = day.replace(day=1)
    end = day.replace(day=monthrange(day.year, day.month)[1])
    return Days(day=day, first=first, last=min(end, next_day - timedelta(days=1)))
