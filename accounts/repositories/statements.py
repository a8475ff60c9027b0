"""Statements in the database: making them by the thousand, and reading what stands on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.domain.statements import StatementCycle as Cycle
from accounts.models import (
    Account,
    Statement,
    StatementCycle,
    StatementDocument,
)
from bankcore.db.plans import planned_for_its_values
from bankcore.db.transactions import first_to_write, requires_transaction

_FIRST_ROWS = 500
_ROWS = 5_000
LAST = 2**63 - 1

# Debits and credits are summed by booking date, never by sequence: entries of a business day that
# opened early stand between those of the day that closes. An account's first statement begins with
# what was booked before it was opened here, which is nothing unless its past was imported. Laterals,
# because each account has its own first day and its entries lie together in the index.
_MAKE = """
INSERT INTO accounts_statement (account_id, number, first_day, last_day, entries, opening, debits,
                                credits, closing, last_party_id, made_at)
SELECT d.id, d.number, d.first_day, %(day)s, k.entries, o.opening, k.debits, k.credits,
       o.opening + k.credits - k.debits, (SELECT max(id) FROM accounts_documentparty), %(now)s
FROM (SELECT a.id, a.ledger_account_id, coalesce(s.number, 0) + 1 AS number,
             coalesce(s.last_day + 1, a.opened_on) AS first_day, s.closing
      FROM accounts_account a
      LEFT JOIN accounts_statementcycle c ON c.account_id = a.id
      LEFT JOIN LATERAL (SELECT number, last_day, closing FROM accounts_statement
                         WHERE account_id = a.id ORDER BY number DESC LIMIT 1) s ON true
      WHERE a.id >= %(first)s AND a.id < %(stop)s
        AND coalesce(c.cycle, 'MONTHLY') = ANY(%(cycles)s)
        AND a.opened_on <= %(day)s AND (s.last_day IS NULL OR s.last_day < %(day)s)
      OFFSET 0) d
JOIN ledger_balance b ON b.account_id = d.ledger_account_id
CROSS JOIN LATERAL (
  SELECT count(*) AS entries, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS debits,
         coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS credits
  FROM ledger_entry
  WHERE account_id = d.ledger_account_id AND booking_date BETWEEN d.first_day AND %(day)s
    AND booking_date BETWEEN %(earliest)s AND %(day)s) k
CROSS JOIN LATERAL (
  SELECT CASE WHEN d.closing IS NOT NULL THEN d.closing
              ELSE (SELECT coalesce(sum(amount), 0) FROM ledger_entry
                    WHERE account_id = d.ledger_account_id AND booking_date < d.first_day)
         END AS opening) o
WHERE NOT (b.status = 4 AND d.number > 1 AND k.entries = 0)"""

# Only transactions whose other side is one account, or few, are asked whose it is: those of
# interest or fees have thousands of legs, and a hundred customers are nobody's counterparty.
# Everything is looked up by its entry (LIMIT and OFFSET 0 keep it so): PostgreSQL would read all
# transactions of all customers sooner.
_LINES = """
SELECT e.seq, e.txn_id, e.booking_date, e.value_date, t.kind, e.amount, t.narrative,
       ARRAY(SELECT o.account_id FROM ledger_entry o
             WHERE o.txn_id = e.txn_id AND o.booking_date = e.booking_date
               AND o.account_id <> e.account_id
               AND o.booking_date BETWEEN %(first_day)s AND %(last_day)s
             LIMIT 4)
FROM (SELECT account_id, seq, txn_id, booking_date, value_date, amount FROM ledger_entry
      WHERE account_id = %(account_id)s AND booking_date BETWEEN %(first_day)s AND %(last_day)s
        AND (booking_date > %(first_day)s OR seq > %(after_seq)s) AND seq <= %(up_to_seq)s
      ORDER BY booking_date, seq LIMIT %(limit)s) e
CROSS JOIN LATERAL (
  SELECT kind, narrative FROM ledger_txn
  WHERE id = e.txn_id AND booking_date = e.booking_date
    AND booking_date BETWEEN %(first_day)s AND %(last_day)s OFFSET 0) t
ORDER BY e.booking_date, e.seq"""

_NAMED = """
SELECT a.ledger_account_id, p.name, a.iban
FROM accounts_account a
JOIN LATERAL (SELECT name FROM accounts_documentparty
              WHERE customer_id = a.customer_id AND id <= %s ORDER BY id DESC LIMIT 1) p ON true
WHERE a.ledger_account_id = ANY(%s)"""


# An account's newest statement alone is looked at, by its index: the table is long.
_NEWEST = """
  CROSS JOIN LATERAL (SELECT last_day FROM accounts_statement s WHERE s.account_id = a.id
                      ORDER BY number DESC LIMIT 1) n"""
_CUSTOMERS_ON = f"""
SELECT c.id, c.public_id FROM accounts_customer c
WHERE c.id > %(after)s AND (EXISTS (
  SELECT FROM accounts_account a {_NEWEST}
  WHERE a.customer_id = c.id AND n.last_day = %(day)s)
OR EXISTS (
  SELECT FROM accounts_joint_holders(%(today)s) h
  JOIN accounts_account a ON a.id = h.account_id {_NEWEST}
  WHERE h.customer_id = c.id AND n.last_day = %(day)s))
ORDER BY c.id LIMIT %(limit)s"""  # noqa: S608 - put together of constants


RawLine = tuple[int, int, date, date, int, int, str, list[int]]
"""An entry's number, transaction, days of booking and value, kind, amount and narrative, and the
ledger accounts of the other legs, at most four of them. A plain tuple, for there are very many."""


def blocks(*, size: int) -> list[range]:
    """Return ranges of account ids that hold every account, the same each time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM accounts_account")
        lowest, highest = cursor.fetchone()
    if lowest is None:
        return []
    return [range(first, first + size) for first in range(lowest // size * size, highest + 1, size)]


@requires_transaction
def make(*, ids: range, cycles: Sequence[Cycle], day: date, now: datetime) -> int:
    """Make the statements up to `day` that accounts in this range of ids lack; returns how many.

    An account that was closed gets none after the one that shows its end. Raises TryAgain where
    somebody else makes the same.
    """
    with connection.cursor() as cursor:
        # A plan kept from when there were few statements would read all of them for each account.
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        # So would one made a moment ago, while others fill an empty table: by key, in any case.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            """
            SELECT min(coalesce(s.last_day + 1, a.opened_on)) FROM accounts_account a
            LEFT JOIN LATERAL (SELECT last_day FROM accounts_statement
                               WHERE account_id = a.id ORDER BY number DESC LIMIT 1) s ON true
            WHERE a.id >= %s AND a.id < %s""",
            [ids.start, ids.stop],
        )
        (earliest,) = cursor.fetchone()
        with first_to_write():
            cursor.execute(
                _MAKE,
                {
                    "first": ids.start,
                    "stop": ids.stop,
                    "cycles": [str(cycle) for cycle in cycles],
                    "day": day,
                    "earliest": earliest,
                    "now": now,
                },
            )
        return int(cursor.rowcount)


def raw_lines(
    *, ledger_account_id: int, days: Iterable[tuple[date, date]], up_to_seq: int = LAST
) -> Iterator[list[RawLine]]:
    """Yield an account's entries booked on these days by booking date, some thousands at a time.

    `days` are the first and the last of each stretch, in order. Each time is a statement of its
    own, so that the first are soon there. Where a day is open, `up_to_seq` leaves out what is
    booked while it is read.
    """
    limit = _FIRST_ROWS
    for first_day, last_day in days:
        asked = {
            "account_id": ledger_account_id,
            "first_day": first_day,
            "last_day": last_day,
            "after_seq": 0,
            "up_to_seq": up_to_seq,
        }
        while rows := _lines(asked | {"limit": limit}):
            yield rows
            if len(rows) < limit:
                break
            asked |= {"first_day": rows[-1][2], "after_seq": rows[-1][0]}
            limit = _ROWS


def _lines(asked: dict[str, Any]) -> list[RawLine]:
    # For all accounts alike there is no plan that is right for one with very many entries.
    with planned_for_its_values(connection.alias), connection.cursor() as cursor:
        cursor.execute(_LINES, asked)
        rows: list[RawLine] = cursor.fetchall()
        return rows


class Totals(NamedTuple):
    """What an account's entries of some days come to, in minor units, and the newest one counted."""

    up_to_seq: int
    opening: int
    entries: int
    debits: int
    credits: int


def totals(*, ledger_account_id: int, first_day: date, last_day: date) -> Totals:
    """Return what was on an account before these days and what was booked on them.

    One statement, so that all of it is of one moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(max(seq), 0),
                   coalesce(sum(amount) FILTER (WHERE booking_date < %(first_day)s), 0)::bigint,
                   count(*) FILTER (WHERE booking_date >= %(first_day)s),
                   coalesce(-sum(amount) FILTER (WHERE booking_date >= %(first_day)s AND amount < 0), 0)::bigint,
                   coalesce(sum(amount) FILTER (WHERE booking_date >= %(first_day)s AND amount > 0), 0)::bigint
            FROM ledger_entry
            WHERE account_id = %(account_id)s AND booking_date <= %(last_day)s""",
            {"account_id": ledger_account_id, "first_day": first_day, "last_day": last_day},
        )
        return Totals._make(cursor.fetchone())


def named(*, ledger_account_ids: Sequence[int], last_party_id: int) -> dict[int, tuple[str, str]]:
    """Return (name, IBAN) of those of these ledger accounts that are customers', as then recorded."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [last_party_id, list(ledger_account_ids)])
        return {ledger_id: (name, iban) for ledger_id, name, iban in cursor.fetchall()}


def page(*, account_id: int, before_number: int | None, limit: int) -> list[Statement]:
    """Return up to `limit` statements of an account (row id), the newest first."""
    found = Statement.objects.filter(account_id=account_id)
    if before_number is not None:
        found = found.filter(number__lt=before_number)
    return list(found.order_by("-number")[:limit])


def customers_on(*, day: date, today: date, after: int, limit: int) -> list[tuple[int, UUID]]:
    """Return (row, id) of customers after a row who hold, today, an account with a statement.

    It is the account's newest, and ends on `day`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS_ON, {"day": day, "today": today, "after": after, "limit": limit})
        return [(number, public_id) for number, public_id in cursor.fetchall()]


def get(*, account: Account, number: int) -> Statement | None:
    """Return the account's statement with this number."""
    return Statement.objects.filter(account=account, number=number).first()


def fingerprint(*, statement: Statement, format_name: str, layout: str) -> StatementDocument | None:
    """Return what was kept of the statement when it was first rendered so, if it was."""
    found = StatementDocument.objects.filter(statement=statement, format=format_name, layout=layout)
    return found.first()


@requires_transaction
def add_fingerprint(document: StatementDocument) -> None:
    """Keep a fingerprint, unless somebody else just did."""
    StatementDocument.objects.bulk_create([document], ignore_conflicts=True)


@requires_transaction
def set_cycle(*, account: Account, cycle: Cycle) -> None:
    """Set how often the account gets a statement."""
    StatementCycle.objects.update_or_create(account=account, defaults={"cycle": cycle})


def cycle_of(*, account: Account) -> Cycle:
    """Return how often the account gets a statement."""
    kept = StatementCycle.objects.filter(account=account).values_list("cycle", flat=True).first()
    return Cycle(kept or Cycle.MONTHLY)
