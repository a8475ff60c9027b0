"""Merchants' batches in the database: made by one statement, however many operations there are.

The gateway's operations and merchants are read here by SQL: a million rows do not pass through a
door one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from bankcore.db.transactions import requires_transaction

# What an operation is to its merchant: an amount with its sign, as the gateway booked it. What was
# taken back beyond what was left of a payment (excess) is the bank's loss and not the merchant's.
_CLAIM = """
SELECT o.id, o.merchant_id, false AS is_return, o.kind, o.fee_minor AS fee,
  CASE o.kind
    WHEN 'CAPTURE' THEN coalesce(o.approved_minor, o.amount_minor)
    WHEN 'REFUND' THEN -coalesce(o.approved_minor, o.amount_minor)
    WHEN 'CHARGEBACK' THEN o.excess_minor - coalesce(o.approved_minor, o.amount_minor)
    ELSE coalesce(o.approved_minor, o.amount_minor) - o.excess_minor END AS amount
FROM gateway_operation o
WHERE o.currency = %(currency)s AND o.business_date <= %(day)s AND o.settlement_batch IS NULL
  AND o.state IN ('SUCCEEDED', 'RETURNED')
  AND o.kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK', 'REPRESENTMENT')
  AND o.merchant_id NOT IN (SELECT id FROM gateway_merchant WHERE is_sandbox)
UNION ALL
SELECT o.id, o.merchant_id, true, 'RETURN', 0,
  CASE o.kind
    WHEN 'CAPTURE' THEN o.excess_minor - coalesce(o.approved_minor, o.amount_minor)
    ELSE coalesce(o.approved_minor, o.amount_minor) END
FROM gateway_operation o
WHERE o.currency = %(currency)s AND o.business_date <= %(day)s AND o.state = 'RETURNED'
  AND o.kind IN ('CAPTURE', 'REFUND')
  AND o.merchant_id NOT IN (SELECT id FROM gateway_merchant WHERE is_sandbox)
  AND NOT EXISTS (SELECT FROM settlement_settlementline l
                  WHERE l.operation_id = o.id AND l.is_return)"""

_SETTLE = f"""
WITH claim AS MATERIALIZED ({_CLAIM}),
sums AS (
  SELECT c.merchant_id, m.reserve_days,
    coalesce(sum(amount) FILTER (WHERE kind = 'CAPTURE'), 0)::bigint AS gross,
    coalesce(-sum(amount) FILTER (WHERE kind = 'REFUND'), 0)::bigint AS refunds,
    coalesce(-sum(amount) FILTER (WHERE kind = 'CHARGEBACK'), 0)::bigint AS chargebacks,
    coalesce(sum(amount) FILTER (WHERE kind = 'REPRESENTMENT'), 0)::bigint AS representments,
    coalesce(-sum(amount) FILTER (WHERE kind = 'RETURN'), 0)::bigint AS returns,
    sum(fee)::bigint AS fees, sum(amount)::bigint AS total, count(*) AS operations,
    (coalesce(sum(amount) FILTER (WHERE kind = 'CAPTURE'), 0)::bigint * m.reserve_bps / 10000)
      AS reserve
  FROM claim c JOIN gateway_merchant m ON m.id = c.merchant_id
  GROUP BY c.merchant_id, m.reserve_days, m.reserve_bps),
batch AS (
  INSERT INTO settlement_settlementbatch
    (merchant_id, currency, business_date, seq, gross_minor, refunds_minor, chargebacks_minor,
     representments_minor, returns_minor, fees_minor, reserve_minor, net_minor, operations,
     release_on, created_at)
  SELECT merchant_id, %(currency)s, %(day)s,
    1 + coalesce((SELECT max(seq) FROM settlement_settlementbatch s
                  WHERE s.merchant_id = sums.merchant_id AND s.currency = %(currency)s
                    AND s.business_date = %(day)s), 0),
    gross, refunds, chargebacks, representments, returns, fees, reserve, total - fees - reserve,
    operations, CASE WHEN reserve > 0 THEN %(day)s::date + reserve_days::int END, %(now)s
  FROM sums ORDER BY merchant_id
  RETURNING id, merchant_id, reserve_minor, net_minor),
line AS (
  INSERT INTO settlement_settlementline (batch_id, operation_id, is_return, amount_minor, fee_minor)
  SELECT batch.id, claim.id, claim.is_return, claim.amount, claim.fee
  FROM claim JOIN batch USING (merchant_id)
  RETURNING 1),
claimed AS (
  UPDATE gateway_operation o SET settlement_batch = batch.id
  FROM claim JOIN batch USING (merchant_id)
  WHERE o.id = claim.id AND o.settlement_batch IS NULL AND NOT claim.is_return
  RETURNING 1),
balance AS (
  INSERT INTO settlement_merchantbalance (merchant_id, currency, available_minor)
  SELECT merchant_id, %(currency)s, net_minor FROM batch
  ON CONFLICT (merchant_id, currency)
  DO UPDATE SET available_minor
    = settlement_merchantbalance.available_minor + excluded.available_minor
  RETURNING 1)
SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM line),
  (SELECT count(*) FROM claimed), (SELECT count(*) FROM claim WHERE NOT is_return),
  (SELECT count(*) FROM balance)"""

_RESERVES = """
SELECT b.id, b.merchant_id, b.reserve_minor, a.payable_account, a.reserve_account
FROM settlement_settlementbatch b
JOIN gateway_merchantaccount a ON a.merchant_id = b.merchant_id AND a.currency = b.currency
WHERE b.currency = %s AND b.reserve_minor > 0 AND b.reserve_txn_id IS NULL ORDER BY b.id"""

_UNSETTLED = """
SELECT DISTINCT currency FROM gateway_operation
WHERE business_date <= %(day)s AND (state = 'RETURNED' OR settlement_batch IS NULL)
  AND state IN ('SUCCEEDED', 'RETURNED')
  AND kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK', 'REPRESENTMENT') ORDER BY 1"""

_DUE = """
SELECT b.id, b.merchant_id, b.reserve_minor, a.payable_account, a.reserve_account
FROM settlement_settlementbatch b
JOIN gateway_merchantaccount a ON a.merchant_id = b.merchant_id AND a.currency = b.currency
WHERE b.currency = %s AND b.reserve_minor > 0 AND b.release_on <= %s
  AND b.reserve_txn_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM settlement_reserverelease r WHERE r.batch_id = b.id)
ORDER BY b.id LIMIT %s"""

_RELEASE = """
WITH released AS (
  INSERT INTO settlement_reserverelease (batch_id, amount_minor, txn_id, released_at)
  SELECT b.id, b.reserve_minor, given.txn_id, %s
  FROM unnest(%s::bigint[], %s::bigint[]) AS given(batch_id, txn_id)
  JOIN settlement_settlementbatch b ON b.id = given.batch_id
  RETURNING batch_id, amount_minor),
sums AS (
  SELECT b.merchant_id, b.currency, sum(r.amount_minor) AS amount
  FROM released r JOIN settlement_settlementbatch b ON b.id = r.batch_id GROUP BY 1, 2)
UPDATE settlement_merchantbalance m SET available_minor = m.available_minor + sums.amount
FROM sums WHERE sums.merchant_id = m.merchant_id AND sums.currency = m.currency"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many rows one settlement made."""

    batches: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """What is held back of one batch, and the merchant's two ledger accounts."""

    batch_id: int
    merchant_id: int
    minor: int
    payable_account: int
    reserve_account: int


class RowsDiffer(RuntimeError):
    """A fault: somebody else settled the same operations, past the lock. All is taken back."""


@requires_transaction
def lock(*, currency: str) -> None:
    """Wait until nobody else settles this currency, then keep others out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"settlement:{currency}"]
        )


@requires_transaction
def settle(*, currency: str, day: date, now: datetime) -> Settled:
    """Make the batches of everything unsettled in one currency up to a day, a merchant each."""
    with connection.cursor() as cursor:
        # Operations in the order of their rows: sorted by merchant, each page is read many times.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        cursor.execute(_SETTLE, {"currency": currency, "day": day, "now": now})
        batches, lines, claimed, wanted, balances = cursor.fetchone()
    if claimed != wanted or balances != batches:
        message = f"{wanted} operations were to be settled, {claimed} were."
        raise RowsDiffer(message)
    return Settled(batches=batches, lines=lines)


def currencies(*, day: date) -> list[str]:
    """Return the currencies in which something is unsettled, or was taken back, up to a day."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSETTLED, {"day": day})
        return [currency for (currency,) in cursor.fetchall()]


def currencies_held() -> list[str]:
    """Return the currencies in which merchants have balances."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT currency FROM settlement_merchantbalance ORDER BY 1")
        return [currency for (currency,) in cursor.fetchall()]


@requires_transaction
def reserves_to_book(*, currency: str) -> list[Reserve]:
    """Return what is to be held back of batches and not booked yet."""
    with connection.cursor() as cursor:
        cursor.execute(_RESERVES, [currency])
        return [_reserve(row) for row in cursor.fetchall()]


@requires_transaction
def note_reserves(*, booked: Sequence[tuple[int, int]]) -> None:
    """Keep by which transaction each batch's reserve is booked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE settlement_settlementbatch b SET reserve_txn_id = given.txn_id
            FROM unnest(%s::bigint[], %s::bigint[]) AS given(batch_id, txn_id)
            WHERE b.id = given.batch_id""",
            [[batch for batch, _ in booked], [txn for _, txn in booked]],
        )


@requires_transaction
def reserves_due(*, currency: str, day: date, limit: int) -> list[Reserve]:
    """Return reserves whose time is over and that are not released yet."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [currency, day, limit])
        return [_reserve(row) for row in cursor.fetchall()]


@requires_transaction
def release(*, booked: Sequence[tuple[int, int]], now: datetime) -> None:
    """Keep that reserves are released, by which transactions, and make them available."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [now, [batch for batch, _ in booked], [txn for _, txn in booked]])


def _reserve(row: tuple[int, int, int, int, int]) -> Reserve:
    batch_id, merchant_id, minor, payable, reserve = row
    return Reserve(
        batch_id=batch_id,
        merchant_id=merchant_id,
        minor=minor,
        payable_account=payable,
        reserve_account=reserve,
    )
