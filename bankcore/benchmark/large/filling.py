"""Filling: a demo day with something of everything, then very many accounts, entries and rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Final
from uuid import UUID

from django.db import connections

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.benchmark import books, many_accounts, many_entries, many_rows, progress, settlement
from bankcore.benchmark.large import shop_things
from bankcore.benchmark.large.size import Size
from bankcore.demo import bank, course, opening, shop
from bankcore.demo.day import Day
from bankcore.endofday import public as endofday

_ACTOR: Final = Actor.system("bench")
MONTHS: Final = 12
# A working day before the months that are made.
_DEMO_DAY: Final = date(2023, 12, 29)
# What leaves something that a customer or a program reads.
_STEPS: Final = (
    "new customers",
    "deposits",
    "withdrawals",
    "transfers",
    "payments to other banks",
    "holds",
    "purchases by card",
    "use of accounts",
    "a term deposit",
    "a scorecard by two people",
    "loans asked for",
    "loans looked after",
    "a margin by two people",
    "foreign exchange",
    "standing orders",
    "a file of wages",
    "a message",
)
_AFTERWARDS: Final = "letters"
_MERCHANTS: Final = 20
# Customers, payments, entries of the audit trail, decisions, cases, captures.
_LISTS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled bank: `busy` is the account with most entries, whose customer can log in."""

    made: many_entries.Made
    busy: UUID
    rows: int
    seconds: float
    bytes_on_disk: int


def fill(size: Size, *, say: Callable[[str], None], is_terminal: bool) -> Filled:
    """Fill an empty migrated database; its open business day comes after `MONTHS` closed ones."""
    started = time.perf_counter()
    say("A demo day, so that there is something of everything")
    run_demo_day()
    busy = bank.all_accounts()[0].account_id
    rows = 2 * size.accounts + size.entries + _LISTS * size.rows
    with progress.of(rows, say=say, is_terminal=is_terminal) as done:
        shape = many_entries.Shape(
            entries=size.entries,
            accounts=size.accounts,
            months=MONTHS,
            busy=accounts.resolve(account_ids=[busy])[busy].ledger_account_id,
        )
        made = many_entries.make(shape, say=say, done=done)
        settlement.fill(count=size.rows, merchants=_MERCHANTS, day=made.last)
        shop_things.make(min(200, size.rows // 100))
        done("captures", size.rows)
        many_rows.add(count=size.rows, day=made.last, say=say)
        done("customers, payments, audit trail, decisions and cases", 5 * size.rows)
        _make_statements(made.last)
        done("statements", size.accounts)
    many_accounts.analyse()
    seconds = time.perf_counter() - started
    return Filled(made=made, busy=busy, rows=rows, seconds=seconds, bytes_on_disk=_bytes_on_disk())


def run_demo_day() -> None:
    """Open the demo bank and run the parts of its day that leave something to read.

    Its shop is there, and paid later, by SQL: networks have clocks of their own.
    """
    now = datetime.combine(_DEMO_DAY, time_of_day(10), UTC)
    opening.ensure(day=_DEMO_DAY, now=now)
    shop.ensure(now=now)
    day = Day(day=_DEMO_DAY, now=now, chance=books.dice(1))
    for name in _STEPS:
        _do(name, day)
    endofday.close_business_day(next_day=many_entries.FIRST, actor=_ACTOR, now=now)
    _do(_AFTERWARDS, day)


def _do(name: str, day: Day) -> None:
    day.begin(name)
    course.STEPS[name](day)


def _make_statements(last: date) -> None:
    """Make every account's statement, and keep sums of spending, as a month's end does."""
    for step in (accounts.make_statements, accounts.online.keep_spending_sums):
        step(
            day=last,
            next_day=last + timedelta(days=1),
            actor=_ACTOR,
            now=datetime.combine(last, time_of_day(22), UTC),
        )


def _bytes_on_disk() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
