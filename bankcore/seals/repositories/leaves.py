"""Leaves and nodes of the trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.seals.domain import merkle
from bankcore.seals.domain.heads import Log
from bankcore.seals.repositories.logs import SOURCES, leaf

# A node is kept for every perfect subtree of 256 of the level below it.
STEP = 8
TILE = 1 << STEP
_CHUNK = 10_000


class Difference(NamedTuple):
    """A row that is not as it was sealed: changed, removed, or inserted behind the seal's back."""

    row_id: int
    what: str


@requires_transaction
def add_rows(log: Log, *, from_xid: int, to_xid: int, size: int) -> int:
    """Add a leaf for every row of the range behind the `size` there are; returns how many."""
    source = SOURCES[log]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO seals_leaf (log, position, row_id, hash)
            SELECT %s, %s + row_number() OVER (ORDER BY r.xid, r.id) - 1, r.id, {leaf(source)}
            FROM {source.table} r WHERE r.xid >= %s AND r.xid < %s""",  # noqa: S608 - expressions of ours
            [log, size, from_xid, to_xid],
        )
        return int(cursor.rowcount)


@requires_transaction
def add_nodes(log: Log, *, before: int, size: int) -> None:
    """Add the node of every tile that has become whole between these two sizes."""
    level = 0
    while size >> STEP:
        before, size = before >> STEP, size >> STEP
        if size > before:
            below = list(_hashes(log, level, before << STEP, size << STEP))
            rows = [
                (log, level + STEP, before + at, merkle.folded(below[at << STEP :][:TILE]))
                for at in range(size - before)
            ]
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO seals_node (log, level, position, hash) VALUES (%s, %s, %s, %s)",
                    rows,
                )
        level += STEP


def perfect(log: Log) -> merkle.Perfect:
    """Return the function that finds the hash of any perfect subtree of the log."""

    def find(level: int, index: int) -> bytes:
        kept = level - level % STEP
        first, count = index << (level - kept), 1 << (level - kept)
        return merkle.folded(list(_hashes(log, kept, first, first + count)))

    return find


def in_order(log: Log, *, start: int = 0) -> Iterator[bytes]:
    """Yield the leaf hashes of the log from this position."""
    position = start
    while chunk := list(_hashes(log, 0, position, position + _CHUNK)):
        yield from chunk
        position += len(chunk)


def nodes_in_order(log: Log, level: int) -> list[bytes]:
    """Return the nodes of one level."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM seals_node WHERE log = %s AND level = %s ORDER BY position",
            [log, level],
        )
        return [bytes(row[0]) for row in cursor.fetchall()]


def position_of(log: Log, row_id: int) -> int | None:
    """Return where the row's leaf is; None where the row is not sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position FROM seals_leaf WHERE log = %s AND row_id = %s", [log, row_id]
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def text_of(log: Log, row_id: int) -> str | None:
    """Return the text of the row as it is now; None where it is gone."""
    source = SOURCES[log]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {source.text} FROM {source.table} r WHERE r.id = %s",  # noqa: S608 - ours
            [row_id],
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])


def differences(log: Log, *, from_xid: int, to_xid: int, start: int, end: int) -> list[Difference]:
    """Compare the rows of the range with the leaves of these positions, set-based."""
    source = SOURCES[log]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH sealed AS (
              SELECT row_id, hash FROM seals_leaf
              WHERE log = %s AND position >= %s AND position < %s),
            there AS (
              SELECT r.id, {leaf(source)} AS hash FROM {source.table} r
              WHERE r.xid >= %s AND r.xid < %s)
            SELECT coalesce(s.row_id, t.id),
                   CASE WHEN t.id IS NULL THEN 'removed' WHEN s.row_id IS NULL THEN 'inserted'
                        ELSE 'changed' END
            FROM sealed s FULL JOIN there t ON t.id = s.row_id
            WHERE s.hash IS DISTINCT FROM t.hash ORDER BY 1""",  # noqa: S608 - expressions of ours
            [log, start, end, from_xid, to_xid],
        )
        return [Difference(*row) for row in cursor.fetchall()]


def _hashes(log: Log, level: int, start: int, end: int) -> Iterator[bytes]:
    kept = "seals_node WHERE level = %s AND" if level else "seals_leaf WHERE"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT hash FROM {kept} log = %s AND position >= %s AND position < %s
            ORDER BY position""",  # noqa: S608 - tables of ours
            [*([level] if level else []), log, start, end],
        )
        for row in cursor:
            yield bytes(row[0])
