"""One transaction with very many legs, by set-based SQL: interest, fees, payroll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any, Final
from uuid import UUID

from django.db import connection

from bankcore.db import arrays
from bankcore.db.transactions import first_to_write, requires_transaction

_CLOSED: Final = 4
_all = chain.from_iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransaction:
    """A transaction to be, with the key it answers to and a leg for each of its accounts."""

    source: int
    key: UUID
    request_hash: bytes
    kind: int
    booking_date: date
    value_date: date
    actor: str
    narrative: str
    created_at: datetime
    account_ids: Sequence[int]
    amounts: Sequence[int]


@requires_transaction
def lock(*, account_ids: list[int], currency: int) -> list[tuple[int, str]]:
    """Lock these accounts in the order of all locks; return those that cannot be booked on.

    Each with why: not there, kept in another currency, or closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(7301, 1)")
        cursor.execute(_LOCK, {"accounts": arrays.numbers(account_ids), "currency": currency})
        found: list[tuple[int, int | None, int | None]] = cursor.fetchall()
    return [(account_id, _hindrance(status, kept_in)) for account_id, status, kept_in in found]


# Rows are locked where they are read, in their order; those that can be booked on, nearly all, stay
# in the database.
_LOCK = f"""
WITH locked AS MATERIALIZED (
  SELECT account_id, status, currency FROM ledger_balance
  WHERE account_id = ANY(%(accounts)s::bigint[])
  ORDER BY account_id FOR NO KEY UPDATE)
SELECT account_id, status, currency
FROM unnest(%(accounts)s::bigint[]) AS asked (account_id) LEFT JOIN locked USING (account_id)
WHERE status IS NULL OR status = {_CLOSED} OR currency <> %(currency)s
ORDER BY account_id"""  # noqa: S608 - put together of constants


def _hindrance(status: int | None, kept_in: int | None) -> str:
    """Return why an account of this status and currency cannot be booked on."""
    if status is None or kept_in is None:
        return "there is no such account"
    return "it is closed" if status == _CLOSED else "it is kept in another currency"


# Entries of one account follow each other in the order of their transactions.
_ENTRIES = """
INSERT INTO ledger_entry (account_id, seq, amount, balance_after, currency, txn_id, booking_date,
                          value_date, leg)
SELECT account_id, seq + row_number() OVER run, amount, base + sum(amount) OVER run, currency,
       txn_id, booking_date, value_date, leg
FROM (
  SELECT b.account_id, b.seq, b.cr_posted - b.dr_posted AS base, b.currency, l.amount, l.leg,
         l.number, t.txn_id, t.booking_date, t.value_date
  FROM unnest(%(accounts)s::bigint[], %(amounts)s::bigint[], %(numbers)s::smallint[],
              %(legs)s::smallint[]) AS l (account_id, amount, number, leg)
  JOIN unnest(%(txn_ids)s::bigint[], %(booking_dates)s::date[], %(value_dates)s::date[])
    WITH ORDINALITY AS t (txn_id, booking_date, value_date, number) ON t.number = l.number
  JOIN ledger_balance b ON b.account_id = l.account_id
  WHERE b.account_id = ANY(%(accounts)s::bigint[])) e
WINDOW run AS (PARTITION BY account_id ORDER BY number ROWS UNBOUNDED PRECEDING)
ORDER BY account_id, number"""


@requires_transaction
def write(transactions: Sequence[NewTransaction]) -> list[int]:
    """Write the transactions, one leg of each for each of its accounts, and their keys; their ids.

    All entries at once, so that an account's balance is written once however many it takes part
    in. Raises TryAgain where a twin with the same key was faster.
    """
    txn_ids = [_write_head(new) for new in transactions]
    values: dict[str, Any] = {
        "accounts": arrays.numbers(_all(new.account_ids for new in transactions)),
        "amounts": arrays.numbers(_all(new.amounts for new in transactions)),
        "numbers": arrays.numbers(
            _all(repeat(n, len(new.amounts)) for n, new in enumerate(transactions, 1))
        ),
        "legs": arrays.numbers(_all(range(1, len(new.amounts) + 1) for new in transactions)),
        "txn_ids": txn_ids,
        "booking_dates": [new.booking_date for new in transactions],
        "value_dates": [new.value_date for new in transactions],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, values)
    return txn_ids


def _write_head(new: NewTransaction) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_txn_block')")
        txn_id: int = cursor.fetchone()[0]
        # Where it is there, its making is not waited for: that lock lasts until others commit.
        cursor.execute(
            """
            SELECT ledger_make_partitions(%s, %s)
            WHERE to_regclass('ledger_entry' || to_char(%s::date, '"_"YYYY"_"MM')) IS NULL""",
            [new.booking_date] * 3,
        )
        with first_to_write():
            cursor.execute(
                """
                INSERT INTO ledger_idem
                  (source, key, operation, result_id, created_at, booking_date, request_hash)
                VALUES (%s, %s, 1, %s, %s, %s, %s)""",
                [
                    new.source,
                    new.key,
                    txn_id,
                    new.created_at,
                    new.booking_date,
                    new.request_hash,
                ],
            )
        cursor.execute(
            """
            INSERT INTO ledger_txn (id, created_at, booking_date, value_date, kind, actor, narrative)
            VALUES (%s, %s, %s, %s, %s, %s, %s)""",
            [
                txn_id,
                new.created_at,
                new.booking_date,
                new.value_date,
                new.kind,
                new.actor,
                new.narrative,
            ],
        )
    return txn_id
