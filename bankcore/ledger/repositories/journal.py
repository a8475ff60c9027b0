"""The posting path's SQL: what one batch locks and reads, and how it is written.

Locks are taken in one order by everybody: the shared period lock, balances by account id, holds
by id. Nothing here decides; bankcore.ledger.domain.book does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import Cursor
from psycopg.types.json import Jsonb

from bankcore.db import arrays
from bankcore.db.transactions import TryAgain, requires_transaction
from bankcore.ledger.domain.book import LockedBalance, LockedHold

_PERIOD_LOCK = "SELECT pg_advisory_xact_lock_shared(7301, 1)"

_BALANCES = """
SELECT account_id, currency, sign, dr_posted, cr_posted, held, floor, seq, status
FROM ledger_balance WHERE account_id = ANY(%s::bigint[]) ORDER BY account_id FOR NO KEY UPDATE"""

_HOLDS = """
SELECT id, account_id, currency, amount, captured, released
FROM ledger_hold WHERE id = ANY(%s) AND state = 'OPEN' ORDER BY id FOR NO KEY UPDATE"""

_KEYS = """
SELECT source, key, request_hash, operation, result_id, booking_date, created_at, refusal
FROM ledger_idem
JOIN unnest(%s::smallint[], %s::uuid[]) AS asked (source, key) USING (source, key)"""

_DAYS = """
WITH today AS (SELECT business_date FROM ledger_business_date),
     days AS (SELECT business_date AS day FROM today UNION SELECT unnest(%s::date[]))
SELECT (SELECT business_date FROM today), nextval('ledger_txn_block'),
       ARRAY(SELECT day FROM days WHERE EXISTS (
         SELECT FROM ledger_period WHERE day BETWEEN first_day AND last_day)),
       ARRAY(SELECT day FROM days
             WHERE to_regclass('ledger_entry' || to_char(day, '"_"YYYY"_"MM')) IS NULL)"""

_REVERSED = "SELECT reverses_id FROM ledger_reversal WHERE reverses_id = ANY(%s)"


class NoBusinessDate(RuntimeError):
    """The ledger has no open business day: `manage.py setup_ledger` opens the first."""


class StoredOutcome(NamedTuple):
    """What became of an idempotency key when it was first used."""

    request_hash: bytes
    operation: int
    result_id: int | None
    booking_date: date
    created_at: datetime
    refusal: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Everything a batch needs to be decided on, none of which can change under it."""

    business_date: date
    first_id: int
    closed_days: list[date]
    balances: dict[int, LockedBalance]
    holds: dict[int, LockedHold]
    outcomes: dict[tuple[int, UUID], StoredOutcome]
    reversed_already: list[int]


class TxnRow(NamedTuple):
    """A row of ledger_txn."""

    id: int
    created_at: datetime
    booking_date: date
    value_date: date
    kind: int
    actor: str
    narrative: str


class IdemRow(NamedTuple):
    """A row of ledger_idem."""

    source: int
    key: UUID
    operation: int
    result_id: int | None
    created_at: datetime
    booking_date: date
    request_hash: bytes
    refusal: dict[str, Any] | None


class EntryRow(NamedTuple):
    """A row of ledger_entry: a decided entry with its transaction."""

    account_id: int
    seq: int
    amount: int
    balance_after: int
    currency: int
    txn_id: int
    booking_date: date
    value_date: date
    leg: int


@requires_transaction
def lock(
    *,
    account_ids: Sequence[int],
    hold_ids: Sequence[int],
    keys: Sequence[tuple[int, UUID]],
    days: Sequence[date],
    reverses: Sequence[int],
) -> Locked:
    """Lock a batch's accounts and holds, and read the rest under those locks, in one round trip.

    Keys are read after the balances are locked, so a request that waited for its twin sees the
    twin's outcome. Raises NoBusinessDate before the ledger is set up.
    """
    with _raw() as raw:
        cursors = [Cursor(raw) for _ in range(6)]
        with raw.pipeline():
            _run(cursors[0], _PERIOD_LOCK)
            _run(cursors[1], _BALANCES, [arrays.written(sorted(set(account_ids)))])
            sources, of_keys = zip(*keys, strict=True) if keys else ((), ())
            _run(cursors[2], _KEYS, [arrays.written(sources), arrays.written(of_keys)])
            _run(cursors[3], _DAYS, [list(days)])
            if hold_ids:
                _run(cursors[4], _HOLDS, [sorted(set(hold_ids))])
            if reverses:
                _run(cursors[5], _REVERSED, [list(reverses)])
        business_date, first_id, closed_days, unpartitioned = _one(cursors[3])
        if unpartitioned:
            _make_partitions(raw, unpartitioned)
        return Locked(
            business_date=business_date,
            first_id=first_id,
            closed_days=closed_days,
            balances={row[0]: LockedBalance(*row) for row in cursors[1]},
            holds={row[0]: LockedHold(*row) for row in cursors[4]} if hold_ids else {},
            outcomes={(row[0], row[1]): StoredOutcome(*row[2:]) for row in cursors[2]},
            reversed_already=[row[0] for row in cursors[5]] if reverses else [],
        )


def outcome_of(*, source: int, key: UUID) -> StoredOutcome | None:
    """Return what became of this key, if it was used."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [[source], [key]])
        row = cursor.fetchone()
        return None if row is None else StoredOutcome(*row[2:])


@requires_transaction
def write(*, txns: Sequence[TxnRow], entries: Sequence[EntryRow], keys: Sequence[IdemRow]) -> None:
    """Write a decided batch by binary COPY; the entries' trigger carries it into the balances.

    Raises TryAgain where a twin with the same key, but other accounts, was faster.
    """
    with _raw() as raw, Cursor(raw) as cursor:
        _copy_keys(cursor, keys)
        if not txns:
            return
        with cursor.copy(
            "COPY ledger_txn (id, created_at, booking_date, value_date, kind, actor, narrative)"
            " FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int8", "timestamptz", "date", "date", "int2", "varchar", "varchar"])
            for txn in txns:
                copy.write_row(txn)
        with cursor.copy(
            "COPY ledger_entry (account_id, seq, amount, balance_after, currency, txn_id,"
            " booking_date, value_date, leg) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int8", "int8", "int8", "int8", "int2", "int8", "date", "date", "int2"])
            for entry in entries:
                copy.write_row(entry)


@requires_transaction
def capture_holds(*, amounts: Mapping[int, int]) -> None:
    """Use up these minor units of these locked holds; their trigger frees the balances."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ledger_hold h
            SET captured = h.captured + u.amount, version = h.version + 1,
                state = CASE WHEN h.captured + u.amount + h.released = h.amount
                             THEN 'CAPTURED' ELSE 'OPEN' END
            FROM unnest(%s::bigint[], %s::bigint[]) AS u (id, amount) WHERE h.id = u.id""",
            [list(amounts), list(amounts.values())],
        )


@requires_transaction
def add_hold_events(
    *, event: str, rows: Sequence[tuple[int, int, int | None]], actor: str, at: datetime
) -> None:
    """Record what happened to holds: rows of (hold id, minor units, transaction id)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_hold_event (hold_id, event, amount, txn_id, actor, at)
            SELECT u.hold_id, %s, u.amount, u.txn_id, %s, %s
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS u (hold_id, amount, txn_id)""",
            [event, actor, at, *(list(column) for column in zip(*rows, strict=True))],
        )


@requires_transaction
def add_reversals(*, rows: Sequence[tuple[int, int, str]]) -> None:
    """Record reversals: rows of (reversed transaction's id, reversing one's id, reason)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_reversal (reverses_id, txn_id, reason)
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])""",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _copy_keys(cursor: Cursor[Any], keys: Sequence[IdemRow]) -> None:
    """Write outcomes in key order, so that two batches never wait for each other's keys."""
    try:
        with cursor.copy(
            "COPY ledger_idem (source, key, operation, result_id, created_at, booking_date,"
            " request_hash, refusal) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(
                ["int2", "uuid", "int2", "int8", "timestamptz", "date", "bytea", "jsonb"]
            )
            for row in sorted(keys, key=lambda row: (row.source, row.key.int)):
                copy.write_row((*row[:7], None if row.refusal is None else Jsonb(row.refusal)))
    except psycopg.errors.UniqueViolation as error:
        raise TryAgain from error


@contextmanager
def _raw() -> Iterator[psycopg.Connection[Any]]:
    """Give psycopg's own connection, for pipelines and COPY; errors come out as Django's."""
    with connection.wrap_database_errors:
        connection.ensure_connection()
        yield connection.connection


def _run(cursor: Cursor[Any], statement: str, values: Sequence[object] = ()) -> None:
    cursor.execute(statement, values, prepare=True, binary=True)


def _one(cursor: Cursor[Any]) -> tuple[Any, ...]:
    row = cursor.fetchone()
    if row is None or row[0] is None:
        message = "No business day is open."
        raise NoBusinessDate(message)
    return tuple(row)


def _make_partitions(raw: psycopg.Connection[Any], days: Sequence[date]) -> None:
    raw.execute("SELECT ledger_make_partitions(%s, %s)", [min(days), max(days)])
