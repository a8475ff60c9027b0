"""Posting accrued interest at the end of its period, or when an account closes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from accounts.domain import interest
from accounts.domain.interest import Side, Terms
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import interest_accruals, interest_postings, interest_terms
from accounts.repositories.interest_postings import Booked, Due, Period
from accounts.services import interest_accruals as accruals
from bankcore.actor import Actor
from bankcore.db import hands
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency

POSTED_AT_ONCE: Final = 20_000
PAYABLE: Final = "2200"
RECEIVABLE: Final = "1300"
TAX_PAYABLE: Final = "2300"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """How collected interest is booked: up to which day, when, and of what value."""

    period_end: date
    booked_on: date
    value_date: date
    adjusted_through: date | None
    name: str


def post_interest(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Post what has accrued to a month's end between `day` and `next_day`; a step of the day's end.

    Booked on `day`, with value on the first day of the next period. Then the days of the new
    period before `next_day` are accrued, on balances with the interest in them.
    """
    last = next_day - timedelta(days=1)
    end = interest.month_end_within(day, last)
    if end is None:
        return {"posted": 0, "accrued": 0}
    booking = Booking(
        period_end=end,
        booked_on=day,
        value_date=end + timedelta(days=1),
        adjusted_through=day,
        name="end",
    )
    posted = 0
    by_start = sorted(_periods(interest_terms.versions(), end), key=lambda period: period.since)
    for _, group in groupby(by_start, key=lambda period: period.since):
        periods = list(group)
        post = partial(_post, booking, periods, actor, now)
        posted += sum(hands.share(post, interest_accruals.ranges(size=POSTED_AT_ONCE)))
    accrued = 0
    if end < last:
        accrued = accruals.accrue_days(
            first=end + timedelta(days=1), last=last, business_day=day, now=now
        )
    return {"posted": posted, "accrued": accrued}


class InterestNotAccrued(BankError):
    """The end of a day is under way, and its interest is not accrued yet."""

    code = "interest_not_accrued"
    cure = "Try again when the end of day is done."
    status = 409


@requires_transaction
def settle_interest_of(
    *, account_id: int, actor: Actor, now: datetime, untaxed: int = 0
) -> dict[Side, int]:
    """Post all that a ledger account has accrued up to yesterday, before it is closed.

    In the caller's use case. Returns the minor units posted by side, before tax; `untaxed` of them
    bear none. What is left of less than half a minor unit stays with the account. Raises
    InterestNotAccrued while the end of the day before is under way.
    """
    today = ledger.business_date()
    yesterday = today - timedelta(days=1)
    accrued_to = interest_terms.last_accrued()
    if accrued_to is None:
        return {}
    if accrued_to < yesterday:
        message = f"Interest is accrued up to {accrued_to} only."
        raise InterestNotAccrued(message)
    booking = Booking(
        period_end=yesterday,
        booked_on=today,
        value_date=today,
        adjusted_through=interest_terms.business_day_before(day=today),
        name=f"settled/{account_id}",
    )
    return settle(account_id=account_id, booking=booking, actor=actor, now=now, untaxed=untaxed)


@requires_transaction
def settle(
    *, account_id: int, booking: Booking, actor: Actor, now: datetime, untaxed: int = 0
) -> dict[Side, int]:
    """Post all that a ledger account has accrued up to the booking's day; by side, before tax.

    `untaxed` minor units of it are not the customer's, and so not taxed.
    """
    due = interest_postings.collect_of(
        account_id=account_id,
        end=booking.period_end,
        tax_rate=tax_rate_of(account_id=account_id, day=booking.period_end),
        untaxed=untaxed,
    )
    _book(due, booking, actor, now)
    return {Side(row.side): row.gross for row in due}


def tax_rate_of(*, account_id: int, day: date) -> Decimal:
    """Return what part of a ledger account's credit interest is withheld on a day."""
    (account,) = accounts_repo.list_by_ledger_id([account_id])
    versions = interest_terms.versions(product_id=account.product_id, currency=account.currency)
    found = [terms for terms in interest.in_force(versions, day) if terms.side is Side.CREDIT]
    return found[0].tax_rate if found else Decimal(0)


def _periods(versions: Sequence[Terms], end: date) -> list[Period]:
    """Return what is to be posted at the end of a day: where a posting period ends with it."""
    history: defaultdict[tuple[int, int, Side], list[Terms]] = defaultdict(list)
    for terms in versions:
        history[terms.key].append(terms)
    found = []
    for terms in interest.in_force(versions, end):
        if not interest.ends_period(terms.posting_period, end):
            continue
        since = interest.unposted_since(history[terms.key], end)
        before = interest_terms.business_day_of(day=since - timedelta(days=1))
        found.append(
            Period(
                product_id=terms.product_id,
                currency=terms.currency,
                side=terms.side,
                since=since,
                adjusted_after=before or date.min,
                tax_rate=terms.tax_rate,
            )
        )
    return found


@use_case
def _post(
    booking: Booking, periods: Sequence[Period], actor: Actor, now: datetime, ids: range
) -> int:
    due = interest_postings.collect(periods=periods, end=booking.period_end, ids=ids)
    return _book(due, booking, actor, now)


def _book(due: Sequence[Due], booking: Booking, actor: Actor, now: datetime) -> int:
    """Book what was collected, each currency and side as one transaction, and keep the postings."""
    by_side: dict[tuple[int, int], int] = {}
    tax: dict[int, int] = {}
    for currency, rows in groupby(due, key=lambda row: row.currency):
        orders = _orders(list(rows), Currency.numbered(currency), booking)
        posted = ledger.post_many_collectively(postings=list(orders.values()), actor=actor, now=now)
        for side, outcome in zip(orders, posted, strict=True):
            if side is None:
                tax[currency] = outcome.txn_id
            else:
                by_side[currency, side] = outcome.txn_id
    return interest_postings.keep(
        booked=Booked(
            period_end=booking.period_end,
            booked_on=booking.booked_on,
            adjusted_through=booking.adjusted_through,
            interest=by_side,
            tax=tax,
        )
    )


def _orders(
    due: Sequence[Due], currency: Currency, booking: Booking
) -> dict[int | None, ledger.CollectivePosting]:
    """Return what is to be booked in one currency: the interest by side, and at None the tax."""
    found: dict[int | None, ledger.CollectivePosting] = {}
    for side, rows in groupby(due, key=lambda row: row.side):
        legs = [(row.account_id, side * row.gross) for row in rows]
        contra = PAYABLE if side == Side.CREDIT else RECEIVABLE
        found[side] = _collective(legs, ledger.TransactionKind.INTEREST, contra, currency, booking)
    taxes = [(row.account_id, -row.tax) for row in due if row.tax]
    if taxes:
        found[None] = _collective(taxes, ledger.TransactionKind.TAX, TAX_PAYABLE, currency, booking)
    return found


def _collective(
    legs: Sequence[tuple[int, int]],
    kind: ledger.TransactionKind,
    contra: str,
    currency: Currency,
    booking: Booking,
) -> ledger.CollectivePosting:
    digest = hashlib.sha256(repr(legs).encode()).digest()
    key = uuid5(
        NAMESPACE_URL,
        f"interest/{booking.name}/{booking.period_end}/{kind.name}/{contra}/{digest.hex()}",
    )
    return ledger.CollectivePosting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, digest),
        kind=kind,
        legs=legs,
        contra_account_id=ledger.internal_account(
            gl_code=contra, currency=currency, opened_on=booking.booked_on
        ),
        currency=currency,
        narrative=_NARRATIVES[kind].format(booking.period_end),
        booking_date=booking.booked_on,
        value_date=booking.value_date,
    )


_NARRATIVES: Final = {
    ledger.TransactionKind.INTEREST: "Interest to {}",
    ledger.TransactionKind.TAX: "Tax on interest to {}",
}
