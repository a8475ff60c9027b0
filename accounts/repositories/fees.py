"""Fee charges, waivers and refunds in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.models import FeeCharge, FeeRefund, FeeWaiver
from bankcore.db.transactions import requires_transaction


class NewCharge(NamedTuple):
    """A fee to be recorded, in minor units; with a reason it is waived."""

    account: int
    event: str
    period: str
    day: date
    base: int
    amount: int
    waived_reason: str


class DueFee(NamedTuple):
    """A fee that is recorded and not booked yet."""

    charge_id: int
    ledger_account_id: int
    currency: int
    event: str
    period: str
    amount: int


def waiver_reason(*, account: int, customer: int, event: str, day: date) -> str:
    """Return why the account is not charged for `event` on the day; empty where it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT reason FROM accounts_feewaiver
            WHERE (account_id = %s OR customer_id = %s) AND event = %s
              AND from_day <= %s AND (to_day IS NULL OR to_day >= %s)
            ORDER BY id LIMIT 1""",
            [account, customer, event, day, day],
        )
        row = cursor.fetchone()
    return "" if row is None else row[0]


@requires_transaction
def add_charges(rows: Sequence[NewCharge], *, now: datetime) -> list[int]:
    """Record fees and return their ids; an account is never charged twice for one period."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_feecharge
              (account_id, event, period, day, base_minor, amount_minor, waived_reason, recorded_at)
            SELECT n.*, %s
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::bigint[],
                        %s::bigint[], %s::text[]) AS n
            ON CONFLICT (account_id, event, period) DO NOTHING
            RETURNING id""",
            [now, *(list(column) for column in zip(*rows, strict=True))],
        )
        return [charge_id for (charge_id,) in cursor.fetchall()]


@requires_transaction
def lock_due(*, after: int, limit: int, account: int | None = None) -> list[DueFee]:
    """Return fees that are due on accounts that are not closed, locked, in order of id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, a.ledger_account_id, a.currency, c.event, c.period, c.amount_minor
            FROM accounts_feecharge c
            JOIN accounts_account a ON a.id = c.account_id
            JOIN ledger_balance b ON b.account_id = a.ledger_account_id
            WHERE c.txn_id IS NULL AND c.waived_reason = '' AND c.id > %(after)s
              AND (%(account)s::bigint IS NULL OR c.account_id = %(account)s)
              AND b.status <> 4
            ORDER BY c.id LIMIT %(limit)s FOR UPDATE OF c""",
            {"after": after, "account": account, "limit": limit},
        )
        return [DueFee(*row) for row in cursor.fetchall()]


@requires_transaction
def set_booked(transactions: dict[int, int]) -> None:
    """Record the transactions, by charge, with which fees were booked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounts_feecharge c SET txn_id = u.txn_id
            FROM unnest(%s::bigint[], %s::bigint[]) AS u (id, txn_id) WHERE c.id = u.id""",
            [list(transactions), list(transactions.values())],
        )


@requires_transaction
def get_locked(*, charge_id: int) -> FeeCharge | None:
    """Return the fee with its account, locked."""
    return (
        FeeCharge.objects.select_for_update(of=("self",))
        .select_related("account", "account__customer")
        .filter(id=charge_id)
        .first()
    )


def booked_with(*, txn_id: int) -> int:
    """Return how many fees one transaction booked."""
    return FeeCharge.objects.filter(txn_id=txn_id).count()


def is_refunded(*, charge_id: int) -> bool:
    """Return whether the fee was given back."""
    return FeeRefund.objects.filter(charge_id=charge_id).exists()


def add_refund(refund: FeeRefund) -> None:
    """Record that a fee was given back."""
    refund.save(force_insert=True)


def add_waiver(waiver: FeeWaiver) -> FeeWaiver:
    """Add a waiver."""
    waiver.save(force_insert=True)
    return waiver


def end_waiver(*, waiver_id: int, to_day: date) -> bool:
    """Give a waiver an earlier last day; returns whether there is one that lasts beyond it."""
    lasting = FeeWaiver.objects.filter(id=waiver_id, from_day__lte=to_day)
    found = lasting.filter(Q(to_day=None) | Q(to_day__gt=to_day))
    return bool(found.update(to_day=to_day))


def page(*, account_id: UUID, before: int | None, limit: int) -> list[FeeCharge]:
    """Return up to `limit` fees of the account, newest first, with account and refund."""
    rows = FeeCharge.objects.select_related("account", "refund").filter(
        account__public_id=account_id
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])
