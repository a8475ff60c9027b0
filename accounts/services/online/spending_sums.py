"""Spending of accounts with very many entries: sums of closed days, kept at the end of a day.

A business account has tens of thousands of entries in half a year, too many to sort each time
somebody looks at what was spent. What is closed stays as it is, so it is sorted once. The figures
are the same with sums and without: nothing is told that a sum of single entries would not tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain import merchant_categories
from accounts.domain.categories import BY_KIND, WORDS, Category, MonthOfCategory, merged
from accounts.models import Customer
from accounts.repositories import categories, spending_sums
from accounts.services.online.left_to_spend import month_end
from accounts.services.statements import require_closed
from bankcore.actor import Actor
from bankcore.db import hands
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger

# What so many entries cost, sorted each time, nobody notices.
_LEAST: Final = 500
_DAY: Final = timedelta(days=1)


def keep_spending_sums(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Keep what accounts with many new entries have spent up to business day `day`.

    The day is closed. An end-of-day step: a second run finds nothing left to do. Words that have
    changed since have all of an account's sums made anew. Raises DaysNotClosed.
    """
    del next_day, actor, now
    require_closed(day)
    due = spending_sums.due(edition=edition(), least=_LEAST)
    return {"spans of spending": sum(hands.share(partial(_keep, up_to=day), due))}


def verify_spending_sums() -> ledger.InvariantCheck:
    """Return the check of SP1: what is kept of spending is what was booked, to the cent."""
    checked, violations, example = spending_sums.verified()
    return ledger.InvariantCheck(
        code="SP1",
        statement="sums of spending that are kept come to what was booked on their days",
        checked=checked,
        violations=violations,
        example=example,
    )


def by_month(
    *, customer: Customer, own: Sequence[int], first_day: date, last_day: date
) -> list[MonthOfCategory]:
    """Return what the entries of these months, whole ones, come to as the customer sorts.

    Kept sums of an account, and what they do not have yet.
    """
    kept = spending_sums.kept_up_to(accounts=own, edition=edition())
    starts: dict[date, list[int]] = {}
    for account in own:
        after = kept[account] + _DAY if account in kept else first_day
        starts.setdefault(max(first_day, after), []).append(account)
    found = []
    for start, read_of in starts.items():
        if start <= last_day:
            read = categories.Read(accounts=read_of, first_day=start, last_day=last_day)
            merchants = merchants_of(read)
            found += categories.by_month(customer=customer, own=own, read=read, merchants=merchants)
    if kept:
        read = categories.Read(accounts=list(kept), first_day=first_day, last_day=last_day)
        found += spending_sums.by_month(customer=customer, own=own, read=read, edition=edition())
        found += _moved(customer, own, read, kept)
    return merged(found)


def merchants_of(read: categories.Read) -> dict[int, Category]:
    """Return the categories that merchants' codes tell of these card payments, by transaction."""
    paid = categories.paid_by_card(read=read)
    if not paid:
        return {}
    codes = import_string(settings.MERCHANT_CATEGORIES)(transaction_ids=paid)
    told = {txn_id: merchant_categories.category_of(code) for txn_id, code in codes.items()}
    return {txn_id: category for txn_id, category in told.items() if category is not None}


@cache
def edition() -> str:
    """Return what stands for everything by which the bank guesses: other words, other sums."""
    by = repr((WORDS, BY_KIND, merchant_categories.RANGES))
    return hashlib.sha256(by.encode()).hexdigest()[:16]


def _moved(
    customer: Customer, own: Sequence[int], read: categories.Read, kept: dict[int, date]
) -> Iterator[MonthOfCategory]:
    """Yield what moves because the customer has spoken of single entries that are in sums."""
    said = spending_sums.said_of(customer=customer, accounts=read.accounts)
    for account, seqs in said.items():
        last_day = min(read.last_day, kept[account])
        if read.first_day <= last_day:
            of_account = categories.Read(
                accounts=[account], first_day=read.first_day, last_day=last_day, seqs=seqs
            )
            yield from spending_sums.moved(
                customer=customer, own=own, read=of_account, merchants=merchants_of(of_account)
            )


def _keep(due: spending_sums.Due, *, up_to: date) -> int:
    """Keep an account's sums month by month, each in a transaction; returns how many spans."""
    spans = 0
    first = due.first_day
    while first <= up_to:
        last = min(up_to, month_end(first))
        _keep_span(due, first, last)
        spans, first = spans + 1, last + _DAY
    return spans


@use_case
def _keep_span(due: spending_sums.Due, first_day: date, last_day: date) -> None:
    read = categories.Read(accounts=[due.ledger_account], first_day=first_day, last_day=last_day)
    spending_sums.forget_others(account=due.account, edition=edition())
    spending_sums.keep(
        account=due.account, read=read, merchants=merchants_of(read), edition=edition()
    )
