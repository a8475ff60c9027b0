"""One transaction with very many legs, by set-based SQL: interest, fees, payroll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection
from psycopg import errors

from bankcore.db.transactions import TryAgain, requires_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransaction:
    """A transaction to be, with the key it answers to."""

    source: int
    key: UUID
    request_hash: bytes
    kind: int
    booking_date: date
    value_date: date
    actor: str
    narrative: str
    created_at: datetime


@requires_transaction
def lock(*, account_ids: list[int], currency: int) -> list[tuple[int, str]]:
    """Lock these accounts in the order of all locks; return those that cannot be booked on.

    Each with why: not there, kept in another currency, or closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(7301, 1)")
        cursor.execute(
            """
            SELECT account_id FROM ledger_balance WHERE account_id = ANY(%s)
            ORDER BY account_id FOR NO KEY UPDATE""",
            [account_ids],
        )
        cursor.execute(
            """
            SELECT asked.id, CASE WHEN b.account_id IS NULL THEN 'there is no such account'
                                  WHEN b.status = 4 THEN 'it is closed'
                                  ELSE 'it is kept in another currency' END
            FROM unnest(%s::bigint[]) AS asked (id)
            LEFT JOIN ledger_balance b ON b.account_id = asked.id AND b.account_id = ANY(%s)
            WHERE b.account_id IS NULL OR b.status = 4 OR b.currency <> %s ORDER BY asked.id""",
            [account_ids, account_ids, currency],
        )
        rows: list[tuple[int, str]] = cursor.fetchall()
        return rows


@requires_transaction
def write(*, transaction: NewTransaction, account_ids: list[int], amounts: list[int]) -> int:
    """Write the transaction, one leg for each account, and its key; returns its id.

    Raises TryAgain where a twin with the same key was faster.
    """
    new = transaction
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_txn_block')")
        txn_id: int = cursor.fetchone()[0]
        cursor.execute("SELECT ledger_make_partitions(%s, %s)", [new.booking_date] * 2)
        try:
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
        except IntegrityError as error:
            if isinstance(error.__cause__, errors.UniqueViolation):
                raise TryAgain from error
            raise
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
        cursor.execute(
            """
            INSERT INTO ledger_entry (account_id, seq, amount, balance_after, currency, txn_id,
                                      booking_date, value_date, leg)
            SELECT b.account_id, b.seq + 1, l.amount, b.cr_posted - b.dr_posted + l.amount,
                   b.currency, %s, %s, %s, l.leg
            FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS l (account_id, amount, leg)
            JOIN ledger_balance b USING (account_id)
            WHERE b.account_id = ANY(%s) ORDER BY b.account_id""",
            [txn_id, new.booking_date, new.value_date, account_ids, amounts, account_ids],
        )
    return txn_id
