"""The business day: which one is open, closing it, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from bankcore.actor import Actor
from bankcore.db import hands
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger.repositories import calendar

KEPT_AT_ONCE: Final = 50_000


class NoBusinessDay(BankError):
    """The ledger has not been opened yet."""

    code = "no_business_day"
    cure = "Open the first business day."
    status = 503


def current() -> date:
    """Return the open business day; raises NoBusinessDay."""
    day = calendar.business_date()
    if day is None:
        message = "The bank has not opened its first business day."
        raise NoBusinessDay(message)
    return day


def closed_between(*, first: date, last: date) -> list[date]:
    """Return the business days from one to another, both included, that are closed."""
    return calendar.closed_days(first=first, last=last)


def last_closed() -> date | None:
    """Return the day up to which the books are closed, if any is."""
    return calendar.last_closed_day()


@use_case
def open_first(*, day: date) -> None:
    """Open the ledger on its first business day; does nothing where one is open."""
    if calendar.business_date() is None:
        calendar.open_first(day)
        calendar.make_partitions(first_day=day, last_day=day + timedelta(days=62))


def closing() -> date | None:
    """Return the day that is cut off but not closed yet, if there is one."""
    return calendar.closing()


class NotTheNextDay(BankError):
    """The next business day must come after the one that closes."""

    code = "not_the_next_day"
    cure = "Give a later day."


class DayStillClosing(BankError):
    """The day before is cut off, but its end-of-day run is not done."""

    code = "day_still_closing"
    cure = "Finish the end of day first: manage.py close_business_day goes on where it stopped."
    status = 409


def cut_off(*, next_day: date | None = None) -> tuple[date, date]:
    """End the open business day for ordinary bookings and open the next, in the caller's use case.

    Waits for the postings under way. From then on only bookings that name the ended day reach it,
    until `close_period`. Returns both days; the next is by default the next calendar day. Raises
    NoBusinessDay, NotTheNextDay and DayStillClosing.
    """
    calendar.wait_for_postings()
    day = current()
    unfinished = calendar.closing()
    if unfinished is not None:
        message = f"{unfinished} is still being closed."
        raise DayStillClosing(message)
    following = next_day or day + timedelta(days=1)
    if following <= day:
        message = f"{following} does not come after {day}."
        raise NotTheNextDay(message)
    calendar.make_partitions(first_day=following, last_day=following)
    calendar.cut_off(day=day, next_day=following)
    return day, following


def close_period(*, actor: Actor, now: datetime) -> date | None:
    """Close the day that was cut off: nothing more is booked on it. In the caller's use case.

    Returns the day, or None where no day is being closed.
    """
    calendar.wait_for_postings()
    day = calendar.closing()
    if day is not None:
        calendar.close(day=day, closed_by=str(actor), now=now)
    return day


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """A business day is over."""

    day: date
    next_day: date
    snapshots: int
    gl_rows: int


def close(*, next_day: date | None = None, actor: Actor, now: datetime) -> DayClosed:
    """Cut off and close the open business day in one, without bookings of its own, and sum it up.

    This is the ledger's part alone, for books that nothing else lives on; bankcore.endofday closes
    a bank's day. Raises NoBusinessDay, NotTheNextDay and DayStillClosing.
    """
    day, following = _close(next_day=next_day, actor=actor, now=now)
    snapshots, gl_rows = summarise()
    return DayClosed(day=day, next_day=following, snapshots=snapshots, gl_rows=gl_rows)


def summarise() -> tuple[int, int]:
    """Add what is missing of the closed days: snapshots, and general-ledger rows up to the last.

    Returns how many rows of each were added; a second call adds none. Use cases of its own, range
    of accounts by range: one that is cut short is gone on with by the next call.
    """
    day = calendar.last_closed_day()
    if day is None:
        return 0, 0
    first, *others = calendar.ranges(size=KEPT_AT_ONCE) or [range(0)]
    snapshots = 0
    for each in calendar.days_without_snapshots():
        keep = partial(_keep_snapshots, each)
        # The first account's snapshot says that the day has all of them.
        snapshots += sum(hands.share(keep, others)) + keep(first)
    return snapshots, use_case(calendar.add_gl_daily)(up_to=day)


@use_case
def _keep_snapshots(day: date, ids: range) -> int:
    return calendar.add_snapshots(day=day, ids=ids)


@use_case
def make_partitions_ahead(*, today: date) -> None:
    """Make the journal's partitions for this month and the two after it."""
    calendar.make_partitions(first_day=today, last_day=today + timedelta(days=62))


@use_case
def _close(*, next_day: date | None, actor: Actor, now: datetime) -> tuple[date, date]:
    days = cut_off(next_day=next_day)
    close_period(actor=actor, now=now)
    return days
