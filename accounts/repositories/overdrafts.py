"""Overdraft arrangements in the database."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import Overdraft


class FloorToSet(NamedTuple):
    """An account whose floor is not what its arrangement says: minor units."""

    account_id: UUID
    ledger_account_id: int
    currency: int
    limit: int


def add(overdraft: Overdraft) -> Overdraft:
    """Add an arrangement."""
    overdraft.save(force_insert=True)
    return overdraft


def in_force(*, account: int, day: date) -> Overdraft | None:
    """Return the newest arrangement that covers the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM accounts_overdraft
            WHERE account_id = %s AND from_day <= %s AND (to_day IS NULL OR to_day >= %s)
            ORDER BY id DESC LIMIT 1""",
            [account, day, day],
        )
        row = cursor.fetchone()
    return None if row is None else Overdraft.objects.get(id=row[0])


def was_ever_agreed(*, account: int) -> bool:
    """Return whether the account has an arrangement, of whatever day."""
    return Overdraft.objects.filter(account_id=account).exists()


def list_floors_to_set(*, day: date) -> list[FloorToSet]:
    """Return the accounts with arrangements whose floor is not what counts on the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.public_id, a.ledger_account_id, a.currency, l.agreed
            FROM (SELECT DISTINCT account_id FROM accounts_overdraft) o
            JOIN accounts_account a ON a.id = o.account_id
            JOIN ledger_balance b ON b.account_id = a.ledger_account_id
            CROSS JOIN LATERAL (
              SELECT coalesce((SELECT limit_minor FROM accounts_overdraft
                               WHERE account_id = a.id AND from_day <= %(day)s
                                 AND (to_day IS NULL OR to_day >= %(day)s)
                               ORDER BY id DESC LIMIT 1), 0) AS agreed) l
            WHERE b.status <> 4 AND b.floor IS DISTINCT FROM -l.agreed
            ORDER BY a.ledger_account_id""",
            {"day": day},
        )
        return [FloorToSet(*row) for row in cursor.fetchall()]
