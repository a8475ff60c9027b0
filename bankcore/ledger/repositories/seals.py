"""The hash chain over the journal."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction

# Every field of a transaction, of its reversal link and of its legs, as canonical JSON text
# (PostgreSQL's jsonb), hashed; the hashes in journal order, behind the seal before, hashed again.
_DIGEST = """
SELECT count(*), sha256(%(previous)s::bytea || coalesce(string_agg(leaf, ''::bytea ORDER BY xid, id), ''))
FROM (
  SELECT t.xid, t.id, sha256(convert_to(jsonb_build_array(
           t.id, t.xid, (extract(epoch FROM t.created_at) * 1000000)::bigint, t.booking_date,
           t.value_date, t.kind, t.actor, t.narrative, r.reverses_id, r.reason,
           (SELECT jsonb_agg(jsonb_build_array(e.leg, e.account_id, e.seq, e.currency, e.amount,
                                               e.balance_after, e.booking_date, e.value_date)
                             ORDER BY e.leg, e.account_id, e.seq)
            FROM ledger_entry e
            WHERE e.txn_id = t.id AND e.booking_date = t.booking_date))::text, 'UTF8')) AS leaf
  FROM ledger_txn t LEFT JOIN ledger_reversal r ON r.txn_id = t.id
  WHERE t.xid >= %(from_xid)s AND t.xid < %(to_xid)s) leaves"""


_SEALS = "SELECT id, from_xid, to_xid, txn_count, sha256, prev_sha256 FROM ledger_seal"


class SealRow(NamedTuple):
    """One link of the chain."""

    id: int
    from_xid: int
    to_xid: int
    txn_count: int
    sha256: bytes
    prev_sha256: bytes


@requires_transaction
def lock_chain() -> None:
    """Let only one session at a time add to the chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7301, 3)")


def last() -> SealRow | None:
    """Return the newest seal."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALS + " ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return None if row is None else _seal(row)


def all_in_order() -> list[SealRow]:
    """Return the whole chain, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALS + " ORDER BY id")
        return [_seal(row) for row in cursor.fetchall()]


def next_bound(*, from_xid: int, most: int) -> int:
    """Return up to which transaction id (exclusive) the journal is final.

    Final means that every database transaction below it has ended. Where more than `most` bank
    transactions wait, a bound after about that many.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH horizon AS (
              SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid)
            SELECT coalesce(
              (SELECT t.xid FROM ledger_txn t, horizon h
               WHERE t.xid >= %s AND t.xid < h.xid ORDER BY t.xid OFFSET %s LIMIT 1) + 1,
              (SELECT xid FROM horizon))""",
            [from_xid, most],
        )
        row: tuple[int] = cursor.fetchone()
        return row[0]


def digest(*, from_xid: int, to_xid: int, previous: bytes) -> tuple[int, bytes]:
    """Return how many transactions lie in the range, and the chain's hash over them."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, {"from_xid": from_xid, "to_xid": to_xid, "previous": previous})
        count, sha256 = cursor.fetchone()
        return count, bytes(sha256)


@requires_transaction
def add(
    *, from_xid: int, to_xid: int, count: int, sha256: bytes, previous: bytes, at: datetime
) -> None:
    """Add a link to the chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_seal (from_xid, to_xid, txn_count, sha256, prev_sha256, sealed_at)
            VALUES (%s, %s, %s, %s, %s, %s)""",
            [from_xid, to_xid, count, sha256, previous, at],
        )


def _seal(row: tuple[int, int, int, int, bytes, bytes]) -> SealRow:
    seal_id, from_xid, to_xid, count, sha256, previous = row
    return SealRow(seal_id, from_xid, to_xid, count, bytes(sha256), bytes(previous))
