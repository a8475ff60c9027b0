"""The business day, and what is kept at its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection

from bankcore.db.transactions import first_to_write, requires_transaction
from bankcore.ledger.models import BusinessDate, Period


def business_date() -> date | None:
    """Return the open business day."""
    # Asked with every transfer, and so the same statement each time.
    with connection.cursor() as cursor:
        cursor.execute("SELECT business_date FROM ledger_business_date")
        row = cursor.fetchone()
    return None if row is None else row[0]


@requires_transaction
def open_first(day: date) -> None:
    """Open the ledger's first business day."""
    BusinessDate.objects.create(id=1, business_date=day)


@requires_transaction
def wait_for_postings() -> None:
    """Wait until no posting is under way, and keep new ones waiting until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7301, 1)")


def closing() -> date | None:
    """Return the day that is cut off but not closed yet, if there is one."""
    return BusinessDate.objects.values_list("closing", flat=True).first()


def is_closed(*, day: date) -> bool:
    """Tell whether nothing can be booked on this day any more."""
    return Period.objects.filter(first_day__lte=day, last_day__gte=day).exists()


def closed_days(*, first: date, last: date) -> list[date]:
    """Return the business days that were closed, both days included, in their order."""
    found = Period.objects.filter(last_day__gte=first, last_day__lte=last).order_by("last_day")
    return list(found.values_list("last_day", flat=True))


@requires_transaction
def cut_off(*, day: date, next_day: date) -> None:
    """Move the business date on; `day` stays open for its own end-of-day bookings."""
    BusinessDate.objects.update(business_date=next_day, closing=day)


@requires_transaction
def close(*, day: date, closed_by: str, now: datetime) -> None:
    """Close every day up to `day` for booking."""
    last = Period.objects.order_by("-last_day").values_list("last_day", flat=True).first()
    Period.objects.create(
        first_day=date.min if last is None else date.fromordinal(last.toordinal() + 1),
        last_day=day,
        closed_at=now,
        closed_by=closed_by,
    )
    BusinessDate.objects.update(closing=None)


def last_closed_day() -> date | None:
    """Return the day up to which the books are closed."""
    return Period.objects.order_by("-last_day").values_list("last_day", flat=True).first()


def days_without_snapshots() -> list[date]:
    """Return the closed days whose snapshots are not all kept yet, oldest first.

    The first account's comes last.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT last_day FROM ledger_period p
            WHERE NOT EXISTS (
              SELECT FROM ledger_snapshot s
              WHERE s.day = p.last_day
                AND s.account_id = (SELECT min(account_id) FROM ledger_balance))
            ORDER BY last_day"""
        )
        return [day for (day,) in cursor.fetchall()]


def ranges(*, size: int) -> list[range]:
    """Return ranges of ids that hold every account, that of the first account first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(account_id), max(account_id) FROM ledger_balance")
        lowest, highest = cursor.fetchone()
    if lowest is None:
        return []
    return [range(first, first + size) for first in range(lowest, highest + 1, size)]


@requires_transaction
def add_snapshots(*, day: date, ids: range) -> int:
    """Keep a range's accounts' balances at the end of a closed day; returns the rows added.

    What is kept already stays. Raises TryAgain where somebody else keeps the same.
    """
    values: dict[str, Any] = {"day": day, "first": ids.start, "stop": ids.stop}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT FROM ledger_snapshot WHERE day = %(day)s
                           AND account_id >= %(first)s AND account_id < %(stop)s)""",
            values,
        )
        (is_begun,) = cursor.fetchone()
        # Only a run that was cut short and goes on finds any.
        with first_to_write():
            cursor.execute(_ADD_SNAPSHOTS + ("ON CONFLICT DO NOTHING" if is_begun else ""), values)
        return int(cursor.rowcount)


_ADD_SNAPSHOTS = """
INSERT INTO ledger_snapshot (day, account_id, balance, held)
SELECT %(day)s, b.account_id, b.cr_posted - b.dr_posted - coalesce(later.amount, 0), b.held
FROM ledger_balance b
LEFT JOIN (SELECT account_id, sum(amount)::bigint AS amount FROM ledger_entry
           WHERE booking_date > %(day)s AND account_id >= %(first)s AND account_id < %(stop)s
           GROUP BY account_id) later USING (account_id)
WHERE b.account_id >= %(first)s AND b.account_id < %(stop)s
ORDER BY b.account_id
"""


@requires_transaction
def add_gl_daily(*, up_to: date) -> int:
    """Roll closed days that have not been up into the general ledger; returns the rows added."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_gl_daily (day, gl_account_id, branch, currency, debits, credits)
            SELECT e.booking_date, a.gl_account_id, a.branch, e.currency,
                   coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0),
                   coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.booking_date <= %s
              AND e.booking_date > coalesce((SELECT max(day) FROM ledger_gl_daily), '-infinity')
            GROUP BY 1, 2, 3, 4
            ON CONFLICT DO NOTHING""",
            [up_to],
        )
        return int(cursor.rowcount)


@requires_transaction
def make_partitions(*, first_day: date, last_day: date) -> None:
    """Make the journal's partitions for the months of these days, where they are missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_partitions(%s, %s)", [first_day, last_day])
