"""Reading the journal: pages of entries and whole transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from bankcore.ledger.domain.views import EntryFilter, EntryLine, TransactionView
from bankcore.money import Currency, Money

# A transaction is looked up by its entry, one by one and in the entry's month (OFFSET 0 keeps it so):
# PostgreSQL counts each look-up as one in every month there is, and reads all transactions of all
# customers sooner.
_LINE = """
SELECT e.account_id, e.seq, e.txn_id, e.amount, e.balance_after, e.currency, e.booking_date,
       e.value_date, t.kind, t.narrative, t.created_at
FROM ledger_entry e CROSS JOIN LATERAL (
  SELECT kind, narrative, created_at FROM ledger_txn
  WHERE id = e.txn_id AND booking_date = e.booking_date OFFSET 0) t
"""


def answered(*, keys: Sequence[tuple[int, UUID]]) -> frozenset[tuple[int, UUID]]:
    """Return which of these idempotency keys have been used."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT source, key FROM ledger_idem
            JOIN unnest(%s::smallint[], %s::uuid[]) AS asked (source, key) USING (source, key)""",
            [[source for source, _ in keys], [key for _, key in keys]],
        )
        return frozenset((int(source), key) for source, key in cursor.fetchall())


def page(*, account_id: int, chosen: EntryFilter, limit: int) -> list[EntryLine]:
    """Return up to `limit` entries of the account, newest first."""
    # A text of ASCII alone is found by its bytes, in a third of the time: no other letter becomes
    # one of ASCII in lower case but two signs that nobody writes, Kelvin's K and the dotted I.
    by_bytes = 'COLLATE "C"' if chosen.text.isascii() else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _LINE
            + f"""
            WHERE e.account_id = %(account_id)s
              AND (%(before_seq)s::bigint IS NULL OR e.seq < %(before_seq)s)
              AND (%(after_seq)s::bigint IS NULL OR e.seq > %(after_seq)s)
              AND (%(first_day)s::date IS NULL OR e.booking_date >= %(first_day)s)
              AND (%(last_day)s::date IS NULL OR e.booking_date <= %(last_day)s)
              AND (%(text)s = '' OR t.narrative {by_bytes} ILIKE %(pattern)s)
              AND (%(least)s::bigint IS NULL OR abs(e.amount) >= %(least)s)
              AND (%(most)s::bigint IS NULL OR abs(e.amount) <= %(most)s)
              AND (%(comes_in)s::boolean IS NULL OR (e.amount > 0) = %(comes_in)s)
            ORDER BY e.seq DESC LIMIT %(limit)s""",
            {
                **asdict(chosen),
                "account_id": account_id,
                "pattern": f"%{_literally(chosen.text)}%",
                "limit": limit,
            },
        )
        return [_line(*row) for row in cursor.fetchall()]


def transaction(*, txn_id: int) -> TransactionView | None:
    """Return the transaction with its legs, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.kind, t.booking_date, t.value_date, t.created_at, t.actor, t.narrative,
                   (SELECT txn_id FROM ledger_reversal WHERE reverses_id = t.id),
                   (SELECT reverses_id FROM ledger_reversal WHERE txn_id = t.id)
            FROM ledger_txn t WHERE t.id = %s""",
            [txn_id],
        )
        head = cursor.fetchone()
        if head is None:
            return None
        cursor.execute(
            _LINE + "WHERE e.txn_id = %s AND e.booking_date = %s ORDER BY e.leg",
            [txn_id, head[1]],
        )
        legs = tuple(_line(*row) for row in cursor.fetchall())
    return TransactionView(
        txn_id=txn_id,
        kind=head[0],
        booking_date=head[1],
        value_date=head[2],
        created_at=head[3],
        actor=head[4],
        narrative=head[5],
        legs=legs,
        reversed_by=head[6],
        reverses=head[7],
    )


def _literally(text: str) -> str:
    """Return the text with nothing in it that LIKE takes for more than a letter."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def day_ends(*, account_ids: Sequence[int]) -> list[tuple[int, date, int]]:
    """Return (account, booking day, balance at its end) for each day on which one was booked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (account_id, booking_date) account_id, booking_date, balance_after
            FROM ledger_entry WHERE account_id = ANY(%s)
            ORDER BY account_id, booking_date, seq DESC""",
            [list(account_ids)],
        )
        rows: list[tuple[int, date, int]] = cursor.fetchall()
        return rows


def _line(*row: Any) -> EntryLine:
    account_id, seq, txn_id, amount, balance_after, currency, *rest = row
    unit = Currency.numbered(currency)
    booking_date, value_date, kind, narrative, created_at = rest
    return EntryLine(
        account_id=account_id,
        seq=seq,
        txn_id=txn_id,
        amount=Money(amount, unit),
        balance_after=Money(balance_after, unit),
        booking_date=booking_date,
        value_date=value_date,
        kind=kind,
        narrative=narrative,
        created_at=created_at,
    )


def requests_of_day(*, day: date) -> tuple[int, int]:
    """Return how many requests to book were answered on a day, and how many of them refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), count(refusal) FROM ledger_idem
            WHERE booking_date = %s AND operation = 1""",
            [day],
        )
        answered, refused = cursor.fetchone()
    return int(answered), int(refused)
