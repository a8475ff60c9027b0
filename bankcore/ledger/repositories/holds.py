"""Holds: locked after their account's balance, always."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.ledger.domain.views import OpenHold
from bankcore.ledger.models import Hold
from bankcore.money import Currency, Money


class DueHold(NamedTuple):
    """An open hold, and where it is."""

    hold_id: int
    account_id: int


@requires_transaction
def add(
    *,
    account_id: int,
    currency: int,
    amount: int,
    reference: str,
    placed_at: datetime,
    expires_at: datetime | None,
) -> int:
    """Add an open hold and return its id; its trigger sets the amount aside."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_hold
              (account_id, currency, amount, reference, placed_at, expires_at)
            VALUES (%s, %s, %s, %s, %s, %s) RETURNING id""",
            [account_id, currency, amount, reference, placed_at, expires_at],
        )
        row: tuple[int] = cursor.fetchone()
        return row[0]


def get(*, hold_id: int) -> Hold | None:
    """Return the hold, not locked."""
    return Hold.objects.filter(id=hold_id).first()


def open_on(*, account_id: int, limit: int) -> list[OpenHold]:
    """Return up to `limit` open holds of an account, newest first, each with what is left of it."""
    rows = Hold.objects.filter(account_id=account_id, state=Hold.State.OPEN).order_by("-id")[:limit]
    return [
        OpenHold(
            hold_id=row.pk,
            amount=Money(
                row.amount - row.captured - row.released, Currency.numbered(row.currency_id)
            ),
            reference=row.reference,
            placed_at=row.placed_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def list_due(*, now: datetime, limit: int) -> list[DueHold]:
    """Return open holds whose time is over, oldest first."""
    due = Hold.objects.filter(state=Hold.State.OPEN, expires_at__lte=now).order_by("expires_at")
    return [DueHold(*row) for row in due.values_list("id", "account_id")[:limit]]


@requires_transaction
def resolve(*, hold_ids: Sequence[int], state: str) -> list[tuple[int, int, None]]:
    """Release what is left of those still open; returns (id, minor units released, None) of each.

    The caller holds their accounts' balances locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH open AS (
              SELECT id, amount - captured - released AS rest FROM ledger_hold
              WHERE id = ANY(%s) AND state = 'OPEN' ORDER BY id FOR NO KEY UPDATE)
            UPDATE ledger_hold h
            SET released = h.released + open.rest, version = h.version + 1,
                state = CASE WHEN h.captured > 0 THEN 'CAPTURED' ELSE %s END
            FROM open WHERE h.id = open.id RETURNING h.id, open.rest""",
            [list(hold_ids), state],
        )
        return [(hold_id, rest, None) for hold_id, rest in cursor.fetchall()]
