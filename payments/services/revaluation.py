"""Bringing the bank's positions to the mid of the day, and showing that they are there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.exchange import worth
from payments.domain.rates import BASE, MidRate
from payments.models import FxPosition, FxRevaluation
from payments.repositories import positions as rows
from payments.repositories.positions import PositionRow
from payments.services import booking, covering, rates


class _Done(StrEnum):
    """What became of a currency's revaluation."""

    REVALUED = "revalued"
    UNCHANGED = "unchanged"
    WITHOUT_RATE = "without_rate"
    DONE_BEFORE = "done_before"


def revalue_positions(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Book what every position gained or lost up to the mid of the day; once a currency and day.

    A step of the end of day. A position without a rate is left as it is and counted. Returns how
    many were `revalued`, `unchanged`, `without_rate` and `done_before`.
    """
    del next_day  # rates are the day's own; days without business have no rates of theirs
    counts = dict.fromkeys(map(str, _Done), 0)
    for currency in rows.currencies():
        counts[str(_revalue(currency=currency, day=day, actor=actor, now=now))] += 1
    return counts


@use_case
def _revalue(*, currency: str, day: date, actor: Actor, now: datetime) -> _Done:
    position = rows.get(currency=currency)
    assert position is not None  # noqa: S101 - positions are never removed
    for account_id in (position.position_account_id, position.counter_account_id):
        ledger.lock_balance(account_id=account_id)
    if rows.is_revalued(currency=currency, day=day):
        return _Done.DONE_BEFORE
    row = rows.at_end_of(day=day, currency=currency)[0]
    mid = _mid(row, day)
    if row.position and mid is None:
        return _Done.WITHOUT_RATE
    result = _worth(row, mid) - row.counter
    txn_id = _book(position, day, result, actor, now) if result else None
    rows.add_revaluation(
        FxRevaluation(
            currency=currency,
            day=day,
            position_minor=row.position,
            counter_minor=row.counter,
            rate=mid.buy_rate if mid else None,
            rate_day=mid.day if mid else None,
            result_minor=result,
            txn_id=txn_id,
            revalued_at=now,
        )
    )
    return _Done.REVALUED if result else _Done.UNCHANGED


def verify_fx_positions(*, day: date) -> ledger.InvariantCheck:
    """Try that each position revalued on the day is, at that day's mid, its counter-value.

    A position that could have been revalued and was not breaks it too.
    """
    done = rows.revaluations(day=day)
    checked, wrong = 0, []
    for row in rows.at_end_of(day=day):
        revaluation = done.get(row.currency)
        if revaluation is None and (not (row.position or row.counter) or not _can(row, day)):
            continue
        checked += 1
        if revaluation is None or not _at_mid(row, revaluation):
            wrong.append(row.currency)
    return ledger.InvariantCheck(
        code="FX1",
        statement="every foreign position at the mid of the day is its counter-value to the cent",
        checked=checked,
        violations=len(wrong),
        example=wrong[0] if wrong else "",
    )


def _can(row: PositionRow, day: date) -> bool:
    return not row.position or _mid(row, day) is not None


def _at_mid(row: PositionRow, revaluation: FxRevaluation) -> bool:
    if revaluation.rate is None:
        return row.position == row.counter == 0
    return worth(_amount(row), revaluation.rate).minor == row.counter


def _mid(row: PositionRow, day: date) -> MidRate | None:
    """Return mid for a position; None where there is none, and where nothing is to be valued."""
    if not row.position:
        return None
    try:
        return rates.on(day=day, sell=Currency.of(BASE), buy=Currency.of(row.currency))
    except rates.RateNotAvailable:
        return None


def _worth(row: PositionRow, mid: MidRate | None) -> int:
    return worth(_amount(row), mid.buy_rate).minor if mid else 0


def _amount(row: PositionRow) -> Money:
    return Money(row.position, Currency.of(row.currency))


def _book(position: FxPosition, day: date, result: int, actor: Actor, now: datetime) -> int:
    """Book a gain (positive) or loss against the counter-value, and return the transaction."""
    name = f"fx-revaluation:{position.currency}:{day}"
    counter = ledger.Leg(position.counter_account_id, Money(-result, Currency.of(BASE)))
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(name),
        kind=ledger.TransactionKind.REVALUATION,
        legs=(counter, *covering.result_legs(result=result, opened_on=day)),
        actor=actor,
        narrative=f"Revaluation of {position.currency} on {day}",
        booking_date=day,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome.txn_id
