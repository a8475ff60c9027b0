"""Bringing the general ledger to what is accrued and not posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from accounts.domain.interest import Side
from accounts.repositories import interest_books
from accounts.repositories.interest_books import Unposted
from accounts.services.interest_postings import PAYABLE, RECEIVABLE
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

# Which line stands against customers, and which in profit and loss.
_LINES: Final = {Side.CREDIT: (PAYABLE, "5000"), Side.DEBIT: (RECEIVABLE, "4000")}


@use_case
def book_accruals(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Bring 2200 and 1300 to what is accrued and not posted at the end of `day`.

    A step of the day's end, after accrual and posting. Of each currency the sum of all accounts is
    rounded to minor units, halves away from zero, and what is missing is booked against interest
    expense (5000) or income (4000) in one transaction.
    """
    del next_day
    if interest_books.is_booked(business_day=day):
        return {"booked": 0}
    kept: list[tuple[Unposted, int | None]] = []
    found = interest_books.unposted(business_day=day)
    for number, rows in groupby(found, key=lambda row: row.currency):
        sides = list(rows)
        txn_id = _true_up(Currency.numbered(number), sides, day, actor, now)
        kept += [(row, txn_id) for row in sides]
    interest_books.add(business_day=day, rows=kept)
    return {"booked": len({txn_id for _, txn_id in kept if txn_id is not None})}


def _true_up(
    currency: Currency, sides: Sequence[Unposted], day: date, actor: Actor, now: datetime
) -> int | None:
    legs: list[ledger.Leg] = []
    for row in sides:
        side = Side(row.side)
        own, result = (
            ledger.internal_account(gl_code=code, currency=currency, opened_on=day)
            for code in _LINES[side]
        )
        wanted = side * int(row.amount.quantize(Decimal(1), ROUND_HALF_UP))
        missing = Money(wanted - interest_books.booked_balance(account_id=own, day=day), currency)
        if missing.minor:
            legs += [ledger.Leg(own, missing), ledger.Leg(result, -missing)]
    if not legs:
        return None
    key = uuid5(NAMESPACE_URL, f"interest/accrued/{day}/{currency}")
    posting = ledger.Posting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.ACCRUAL,
        legs=tuple(legs),
        actor=actor,
        narrative=f"Interest accrued on {day}",
        booking_date=day,
        value_date=day,
    )
    (outcome,) = ledger.post(postings=[posting], now=now)
    if isinstance(outcome, ledger.Refused):
        message = f"Accrued interest was not booked: {outcome.code}."
        raise TypeError(message)
    return outcome.txn_id
