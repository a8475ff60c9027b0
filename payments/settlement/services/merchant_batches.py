"""Settlement with merchants: what has succeeded becomes available to them, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.settlement.repositories import batches, merchants
from payments.settlement.repositories.batches import Reserve
from payments.settlement.repositories.merchants import Difference


class ReserveNotBooked(BankError):
    """The ledger does not take a merchant's reserve: nothing of the settlement has been done."""

    code = "reserve_not_booked"
    cure = "Unblock the merchant's ledger account, then settle again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledCurrency:
    """What one settlement made in one currency."""

    currency: str
    batches: int
    lines: int
    reserved: Money


def settle_merchants(*, day: date, actor: Actor, now: datetime) -> list[SettledCurrency]:
    """Settle everything that has succeeded up to a business day, one currency after another.

    Each currency is a use case of its own: whatever was settled before a fault stays, and settling
    again does the rest. What comes in late goes into another batch of the day, or of a later one.
    """
    settled = [
        settle_currency(currency=currency, day=day, actor=actor, now=now)
        for currency in batches.currencies(day=day)
    ]
    return [each for each in settled if each.batches]


def currencies_to_settle(*, day: date) -> list[str]:
    """Return the currencies in which something may be to settle up to a day."""
    return batches.currencies(day=day)


def balance_differences() -> list[Difference]:
    """Return the merchants whose account in the books is not what settlement knows: none."""
    return merchants.differences()


@needs("gateway.pay_out")
@use_case
def settle_currency(*, currency: str, day: date, actor: Actor, now: datetime) -> SettledCurrency:
    """Make the batches of one currency, a merchant each, and hold back merchants' reserves.

    With nothing to settle, nothing is done. Two at a time make one result. Raises ReserveNotBooked.
    """
    unit = Currency.of(currency)
    batches.lock(currency=currency)
    made = batches.settle(currency=currency, day=day, now=now)
    reserves = batches.reserves_to_book(currency=currency)
    for part in _parts(reserves):
        batches.note_reserves(booked=_book(part, unit, _HOLD, actor, now))
    if made.batches:
        audit.record(
            actor=actor,
            action="settlement.batches.made",
            subject=f"settlement:{currency}:{day}",
            detail={"batches": made.batches, "lines": made.lines},
            at=now,
        )
    return SettledCurrency(
        currency=currency,
        batches=made.batches,
        lines=made.lines,
        reserved=Money(sum(each.minor for each in reserves), unit),
    )


def release_reserves(*, day: date, actor: Actor, now: datetime) -> int:
    """Give merchants the reserves whose time is over on this day; returns how many.

    In parts, each a use case of its own; a reserve is released once. Raises ReserveNotBooked.
    """
    return sum(_release_all(currency, day, actor, now) for currency in batches.currencies_held())


def _release_all(currency: str, day: date, actor: Actor, now: datetime) -> int:
    released = 0
    while part := _release(currency=currency, day=day, actor=actor, now=now):
        released += part
    return released


@needs("gateway.pay_out")
@use_case
def _release(*, currency: str, day: date, actor: Actor, now: datetime) -> int:
    batches.lock(currency=currency)
    due = batches.reserves_due(currency=currency, day=day, limit=ledger.LARGEST_BATCH)
    if due:
        booked = _book(due, Currency.of(currency), _FREE, actor, now)
        batches.release(booked=booked, now=now)
    return len(due)


@dataclass(frozen=True, slots=True)
class _Movement:
    """A way between a merchant's two ledger accounts."""

    key: str
    narrative: str
    sign: int


_HOLD: Final = _Movement("settlement:reserve", "Reserve held back", 1)
_FREE: Final = _Movement("settlement:release", "Reserve released", -1)


def _book(
    reserves: Sequence[Reserve], unit: Currency, movement: _Movement, actor: Actor, now: datetime
) -> list[tuple[int, int]]:
    """Book reserves under keys of their batches; returns the batches with their transactions."""
    postings = [_posting(each, unit, movement, actor) for each in reserves]
    outcomes = ledger.post(postings=postings, now=now)
    booked = []
    for reserve, outcome in zip(reserves, outcomes, strict=True):
        if isinstance(outcome, ledger.Refused):
            message = f"The ledger refuses the reserve of batch {reserve.batch_id}: {outcome.code}."
            raise ReserveNotBooked(message)
        booked.append((reserve.batch_id, outcome.txn_id))
    return booked


def _posting(reserve: Reserve, unit: Currency, movement: _Movement, actor: Actor) -> ledger.Posting:
    amount = Money(reserve.minor * movement.sign, unit)
    return ledger.Posting(
        request=ledger.RequestKey.of_system(f"{movement.key}:{reserve.batch_id}"),
        kind=ledger.TransactionKind.RESERVE,
        legs=(
            ledger.Leg(reserve.payable_account, -amount),
            ledger.Leg(reserve.reserve_account, amount),
        ),
        actor=actor,
        narrative=f"{movement.narrative}, batch {reserve.batch_id}",
    )


def _parts(reserves: Sequence[Reserve]) -> list[Sequence[Reserve]]:
    size = ledger.LARGEST_BATCH
    return [reserves[first : first + size] for first in range(0, len(reserves), size)]
