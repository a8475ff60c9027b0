"""Merchants' terms and balances in the database. The gateway's rows are read by SQL."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.settlement.models import MerchantBalance

_TERMS = """
SELECT id, object_id, customer_id, payout_account_id, currency, is_sandbox, payout_schedule
FROM gateway_merchant WHERE id = %s"""

_DUE = """
SELECT m.id FROM gateway_merchant m
JOIN settlement_merchantbalance b ON b.merchant_id = m.id AND b.currency = m.currency
WHERE NOT m.is_sandbox AND m.payout_schedule <> 'MANUAL' AND b.available_minor > 0 ORDER BY m.id"""

_ACCOUNTS = """
SELECT a.currency, a.payable_account, a.reserve_account, coalesce(b.available_minor, 0),
  coalesce((SELECT sum(p.amount_minor) FROM settlement_payout p
            WHERE p.merchant_id = a.merchant_id AND p.currency = a.currency
              AND p.state = 'PENDING'), 0)::bigint
FROM gateway_merchantaccount a
LEFT JOIN settlement_merchantbalance b
  ON b.merchant_id = a.merchant_id AND b.currency = a.currency
WHERE a.merchant_id = %s ORDER BY a.currency"""

_TAKE = """
UPDATE settlement_merchantbalance SET available_minor = available_minor - %(minor)s
WHERE merchant_id = %(merchant)s AND currency = %(currency)s AND available_minor >= %(minor)s
RETURNING available_minor"""

# What a merchant is owed in the books is what is available, what waits to be settled, and what is
# to be paid out and has not been booked yet.
_DIFFERENCES = """
WITH unsettled AS (
  SELECT o.merchant_id, o.currency, sum(
    CASE o.kind
      WHEN 'CAPTURE' THEN coalesce(o.approved_minor, o.amount_minor)
      WHEN 'REFUND' THEN -coalesce(o.approved_minor, o.amount_minor)
      WHEN 'CHARGEBACK' THEN o.excess_minor - coalesce(o.approved_minor, o.amount_minor)
      ELSE coalesce(o.approved_minor, o.amount_minor) - o.excess_minor END - o.fee_minor) AS minor
  FROM gateway_operation o
  WHERE o.settlement_batch IS NULL AND o.state IN ('SUCCEEDED', 'RETURNED')
    AND o.kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK', 'REPRESENTMENT') GROUP BY 1, 2),
returned AS (
  SELECT o.merchant_id, o.currency, sum(
    CASE o.kind WHEN 'CAPTURE' THEN o.excess_minor - coalesce(o.approved_minor, o.amount_minor)
      ELSE coalesce(o.approved_minor, o.amount_minor) END) AS minor
  FROM gateway_operation o
  WHERE o.state = 'RETURNED' AND o.kind IN ('CAPTURE', 'REFUND')
    AND NOT EXISTS (SELECT FROM settlement_settlementline l
                    WHERE l.operation_id = o.id AND l.is_return) GROUP BY 1, 2),
ordered AS (
  SELECT merchant_id, currency, sum(amount_minor) AS minor FROM settlement_payout
  WHERE state = 'PENDING' GROUP BY 1, 2),
expected AS (
  SELECT a.merchant_id, a.currency, l.posted AS booked,
    coalesce(b.available_minor, 0) + coalesce(u.minor, 0) + coalesce(r.minor, 0)
      + coalesce(p.minor, 0) AS known
  FROM gateway_merchantaccount a
  JOIN (
    SELECT account_id, cr_posted - dr_posted AS posted FROM ledger_balance) l ON l.account_id = a.payable_account
    LEFT JOIN settlement_merchantbalance b ON (b.merchant_id, b.currency) = (a.merchant_id, a.currency)
  LEFT JOIN unsettled u ON (u.merchant_id, u.currency) = (a.merchant_id, a.currency)
  LEFT JOIN returned r ON (r.merchant_id, r.currency) = (a.merchant_id, a.currency)
  LEFT JOIN ordered p ON (p.merchant_id, p.currency) = (a.merchant_id, a.currency)
  WHERE a.merchant_id NOT IN (SELECT id FROM gateway_merchant WHERE is_sandbox))
SELECT merchant_id, currency, booked::bigint, known::bigint FROM expected
WHERE booked <> known ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A merchant, as far as payouts need to know."""

    pk: int
    object_id: str
    customer_id: UUID
    payout_account_id: UUID
    currency: str
    is_sandbox: bool
    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a merchant has in one currency: ledger accounts, and minor units."""

    currency: str
    payable_account: int
    reserve_account: int
    available_minor: int
    ordered_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A merchant whose account in the books is not what settlement knows, in minor units."""

    merchant_pk: int
    currency: str
    booked_minor: int
    known_minor: int


def terms(*, merchant_pk: int) -> Terms | None:
    """Return a merchant's terms."""
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, [merchant_pk])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, object_id, customer_id, account_id, currency, is_sandbox, schedule = row
    return Terms(
        pk=pk,
        object_id=object_id,
        customer_id=customer_id,
        payout_account_id=account_id,
        currency=currency,
        is_sandbox=is_sandbox,
        schedule=schedule,
    )


def with_schedule() -> list[int]:
    """Return the merchants whose schedule may pay something out."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        return [pk for (pk,) in cursor.fetchall()]


def held(*, merchant_pk: int) -> list[Held]:
    """Return what a merchant has, by currency."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [merchant_pk])
        return [
            Held(
                currency=currency,
                payable_account=payable,
                reserve_account=reserve,
                available_minor=available,
                ordered_minor=ordered,
            )
            for currency, payable, reserve, available, ordered in cursor.fetchall()
        ]


@requires_transaction
def lock_available(*, merchant_pk: int, currency: str) -> int:
    """Return what is available, and keep others from changing it in this transaction."""
    row = (
        MerchantBalance.objects.select_for_update()
        .filter(merchant_id=merchant_pk, currency=currency)
        .first()
    )
    return 0 if row is None else row.available_minor


@requires_transaction
def take(*, merchant_pk: int, currency: str, minor: int) -> bool:
    """Take an amount off what is available; False where there is less, and nothing is taken."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"merchant": merchant_pk, "currency": currency, "minor": minor})
        return cursor.fetchone() is not None


@requires_transaction
def give_back(*, merchant_pk: int, currency: str, minor: int) -> None:
    """Make an amount available again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE settlement_merchantbalance SET available_minor = available_minor + %s
            WHERE merchant_id = %s AND currency = %s""",
            [minor, merchant_pk, currency],
        )


def differences() -> list[Difference]:
    """Return the merchants whose account in the books is not what settlement knows."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [
            Difference(merchant_pk=pk, currency=currency, booked_minor=booked, known_minor=known)
            for pk, currency, booked, known in cursor.fetchall()
        ]
