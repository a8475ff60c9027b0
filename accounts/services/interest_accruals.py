"""Accruing interest: every day for every account, and again where a booking came late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from accounts.domain import interest
from accounts.domain.interest import Band, Terms
from accounts.repositories import interest_accruals, interest_terms
from bankcore.actor import Actor
from bankcore.db import hands
from bankcore.db.transactions import use_case

ACCRUED_AT_ONCE: Final = 50_000
ADJUSTED_AT_ONCE: Final = 20_000


def adjust_interest(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Adjust what was accrued for days before `day` where bookings came late; a step of its end.

    A booking with value before its day changes what past days should have earned. The difference
    is an adjustment dated `day`, which the next posting takes along.
    """
    del next_day, actor, now
    since = interest_terms.business_day_before(day=day) or day
    late = interest_accruals.valued_before(day=day, since=since)
    versions = interest_terms.versions()
    adjusted = 0
    for start in range(0, len(late), ADJUSTED_AT_ONCE):
        adjusted += _adjust(day, late[start : start + ADJUSTED_AT_ONCE], versions)
    return {"looked_at": len(late), "adjusted": adjusted}


def accrue_interest(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Accrue the days from `day` to the one before `next_day`; a step of the end of `day`.

    Comes after everything that books with value on `day`. It stops at a month's end: what was
    earned until then is posted first, by `interest_postings.post_interest`, which goes on with the
    days after it.
    """
    del actor
    last = next_day - timedelta(days=1)
    return {
        "accrued": accrue_days(
            first=day,
            last=interest.month_end_within(day, last) or last,
            business_day=day,
            now=now,
        )
    }


def accrue_days(*, first: date, last: date, business_day: date, now: datetime) -> int:
    """Accrue every day from `first` to `last` that is not accrued yet; returns the rows added."""
    done = set(interest_terms.accrued_days(first=first, last=last))
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    missing = [day for day in days if day not in done]
    if not missing:
        return 0
    _note_limits(business_day)
    versions = interest_terms.versions()
    accrued = 0
    for day in missing:
        bands = bands_of(versions, day)
        if bands:
            accrue = partial(_accrue, day, business_day, bands)
            accrued += sum(hands.share(accrue, interest_accruals.ranges(size=ACCRUED_AT_ONCE)))
        _mark(day, business_day, now)
    return accrued


def bands_of(versions: Sequence[Terms], day: date) -> list[Band]:
    """Return the rate bands of all terms in force on a day."""
    return [
        band for terms in interest.in_force(versions, day) for band in interest.bands(terms, day)
    ]


@use_case
def _accrue(day: date, closing: date, bands: Sequence[Band], ids: range) -> int:
    return interest_accruals.accrue_interest(day=day, closing=closing, bands=bands, ids=ids)


@use_case
def _mark(day: date, business_day: date, now: datetime) -> None:
    interest_terms.mark_accrued(day=day, business_day=business_day, now=now)


@use_case
def _note_limits(day: date) -> None:
    interest_accruals.note_limits(day=day)


@use_case
def _adjust(closing: date, late: Sequence[tuple[int, date]], versions: Sequence[Terms]) -> int:
    """Go through the days in their order: each may compound on those before it."""
    first = min(earliest for _, earliest in late)
    adjusted = 0
    for day in interest_terms.accrued_days(first=first, last=closing - timedelta(days=1)):
        bands = bands_of(versions, day)
        concerned = [account_id for account_id, earliest in late if earliest <= day]
        adjusted += interest_accruals.adjust_interest(
            day=day, closing=closing, bands=bands, account_ids=concerned
        )
    return adjusted
