"""Partitions of the journal: made ahead of their month, and an old one taken out and put back.

Without one, what is read of other months reads on; with it back, all is as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connections
from django.db.backends.utils import CursorWrapper

from accounts import public as accounts
from bankcore.benchmark import many_entries
from bankcore.ledger import public as ledger

_TABLES: Final = ("ledger_txn", "ledger_entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionsFound:
    """What was found. `ahead` are months after the open one that have their partitions already.

    `reads_on` says that balance and newest entries were read as before while the month was out;
    `is_as_before` that it has the same entries afterwards.
    """

    ahead: int
    month: date
    entries: int
    detach_ms: float
    attach_ms: float
    reads_on: bool
    is_as_before: bool


def measure(*, busy: UUID, say: Callable[[str], None]) -> PartitionsFound:
    """Make partitions ahead, take the oldest full month out, read, and put it back."""
    today = ledger.business_date()
    ledger.make_partitions_ahead(today=today)
    month = many_entries.FIRST
    # Outside any transaction: a partition that others go on reading can be taken out of none.
    with connections["owner"].cursor() as cursor:
        ahead = _ahead(cursor, today)
        before, newest = _contents(cursor, month), _newest(busy)
        detach_ms = _took(lambda: _detach(cursor, month))
        try:
            without = _contents(cursor, month)
            reads_on = _newest(busy) == newest and without == (0, None)
        finally:
            attach_ms = _took(lambda: _attach(cursor, month))
        after = _contents(cursor, month)
    say(f"{month:%B %Y} taken out in {detach_ms:,.0f} ms, put back in {attach_ms:,.0f} ms")
    return PartitionsFound(
        ahead=ahead,
        month=month,
        entries=before[0],
        detach_ms=detach_ms,
        attach_ms=attach_ms,
        reads_on=reads_on,
        is_as_before=after == before and _newest(busy) == newest,
    )


def _ahead(cursor: CursorWrapper, today: date) -> int:
    """Return how many later months have both partitions."""
    cursor.execute(
        """
        SELECT count(*) FROM pg_inherits e JOIN pg_class c ON c.oid = e.inhrelid
        WHERE e.inhparent = 'ledger_entry'::regclass AND c.relname > %s
          AND to_regclass(replace(c.relname, 'ledger_entry', 'ledger_txn')) IS NOT NULL""",
        [f"ledger_entry_{today:%Y_%m}"],
    )
    return int(cursor.fetchone()[0])


def _contents(cursor: CursorWrapper, month: date) -> tuple[int, int | None]:
    """Return how many entries the journal has of a month, and a sum over what they say."""
    cursor.execute(
        """
        SELECT count(*), sum(hashint8(account_id)::bigint # hashint8(seq) # balance_after)
        FROM ledger_entry WHERE booking_date >= %s AND booking_date < %s""",
        [month, _next(month)],
    )
    count, total = cursor.fetchone()
    return int(count), None if total is None else int(total)


def _newest(busy: UUID) -> tuple[object, object]:
    """Return what a customer sees of an account first: its balance and its newest entries."""
    page = accounts.page_of_entries(account_id=busy, chosen=ledger.EntryFilter(), limit=50)
    return accounts.get_account(account_id=busy).posted, page


def _detach(cursor: CursorWrapper, month: date) -> None:
    for table in _TABLES:
        # The constraint that this leaves behind is why putting it back reads nothing.
        cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {table}_{month:%Y_%m} CONCURRENTLY")


def _attach(cursor: CursorWrapper, month: date) -> None:
    for table in _TABLES:
        cursor.execute(
            f"ALTER TABLE {table} ATTACH PARTITION {table}_{month:%Y_%m}"
            f" FOR VALUES FROM ('{month}') TO ('{_next(month)}')"
        )


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)
