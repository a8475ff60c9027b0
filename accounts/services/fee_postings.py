"""Fees into the books: one by one, or many of a kind in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from accounts.repositories import fees
from accounts.repositories.fees import DueFee
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

_INCOME = "4100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """On which booking day, by whom and when fees are booked.

    A refusal stays with its key: what is tried again on the same day needs another `occasion`.
    """

    day: date
    actor: Actor
    now: datetime
    occasion: str = ""


def book_each(due: Sequence[DueFee], *, run: Run) -> int:
    """Book each fee as a transaction of its own and return how many were.

    One that the ledger refuses stays due. For the caller's use case.
    """
    postings = [_posting(each, run) for each in due]
    if not postings:
        return 0
    outcomes = ledger.post(postings=postings, now=run.now)
    booked = {
        each.charge_id: outcome.txn_id
        for each, outcome in zip(due, outcomes, strict=True)
        if isinstance(outcome, ledger.Posted)
    }
    fees.set_booked(booked)
    return len(booked)


def book_collectively(due: Sequence[DueFee], *, run: Run) -> int:
    """Book the fees of each currency, event and period as one transaction; returns how many.

    An account has one fee of an event and period, and so one leg. Where one of the accounts
    cannot be booked on, the others' fees are booked one by one. For the caller's use case.
    """
    booked = 0
    for _, group in groupby(sorted(due, key=_kind), key=_kind):
        some = list(group)
        try:
            booked += _book_together(some, run)
        except ledger.CannotPost:
            booked += book_each(some, run=run)
    return booked


def give_back(due: DueFee, *, value_date: date, reason: str, run: Run) -> ledger.Outcome:
    """Book a fee back to its account with the value date that it had."""
    amount = Money(due.amount, Currency.numbered(due.currency))
    posting = ledger.Posting(
        request=_request("refund", [due.charge_id]),
        kind=ledger.TransactionKind.FEE,
        legs=(
            ledger.Leg(_income(amount.currency, run.day), -amount),
            ledger.Leg(due.ledger_account_id, amount),
        ),
        actor=run.actor,
        narrative=f"Refund of fee: {reason}"[:500],
        value_date=value_date,
    )
    return ledger.post(postings=[posting], now=run.now)[0]


def refund_request(charge_id: int) -> ledger.RequestKey:
    """Return the key by which a fee is given back, once."""
    return _request("refund", [charge_id])


def _posting(due: DueFee, run: Run) -> ledger.Posting:
    amount = Money(due.amount, Currency.numbered(due.currency))
    return ledger.Posting(
        request=_request(f"on {run.day} {run.occasion}", [due.charge_id]),
        kind=ledger.TransactionKind.FEE,
        legs=(
            ledger.Leg(due.ledger_account_id, -amount),
            ledger.Leg(_income(amount.currency, run.day), amount),
        ),
        actor=run.actor,
        narrative=_narrative(due.event, due.period),
        booking_date=run.day,
    )


def _book_together(some: Sequence[DueFee], run: Run) -> int:
    currency = Currency.numbered(some[0].currency)
    posting = ledger.CollectivePosting(
        request=_request("collective", (each.charge_id for each in some)),
        kind=ledger.TransactionKind.FEE,
        legs=[(each.ledger_account_id, -each.amount) for each in some],
        contra_account_id=_income(currency, run.day),
        currency=currency,
        narrative=_narrative(some[0].event, some[0].period),
        booking_date=run.day,
    )
    posted = ledger.post_collectively(posting=posting, actor=run.actor, now=run.now)
    fees.set_booked({each.charge_id: posted.txn_id for each in some})
    return len(some)


def _kind(due: DueFee) -> tuple[int, str, str]:
    return due.currency, due.event, due.period


def _narrative(event: str, period: str) -> str:
    """Name the event, and of a periodic fee the month: a reference tells a customer nothing."""
    month = period if period[:4].isdecimal() else ""
    return f"Fee: {event.replace('_', ' ').lower()} {month}".rstrip()


def _income(currency: Currency, day: date) -> int:
    return ledger.internal_account(gl_code=_INCOME, currency=currency, opened_on=day)


def _request(what: str, charge_ids: Iterable[int]) -> ledger.RequestKey:
    text = f"accounts fee {what} {','.join(map(str, charge_ids))}"
    return ledger.RequestKey.of_system(text)
