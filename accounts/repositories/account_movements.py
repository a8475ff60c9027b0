"""Movements on customers' accounts, in one pass over the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from accounts.domain.account_movements import AccountMovement

_CHUNK = 2_000

# What was reversed has not happened; what reverses is of another kind.
_MOVEMENTS = """
WITH joint AS MATERIALIZED (
  SELECT h.account_id, array_agg(c.public_id ORDER BY c.id) AS holders
  FROM accounts_joint_holders(%(last)s) h JOIN accounts_customer c ON c.id = h.customer_id
  GROUP BY h.account_id)
SELECT a.public_id, e.seq, e.txn_id, c.public_id,
  c.public_id || array_remove(coalesce(j.holders, '{}'), c.public_id),
  e.booking_date, t.created_at, t.kind, e.amount, e.currency,
  EXISTS (
    SELECT FROM ledger_entry x JOIN ledger_account l ON l.id = x.account_id
    JOIN ledger_gl_account g ON g.id = l.gl_account_id
    WHERE x.txn_id = e.txn_id AND x.booking_date = e.booking_date AND g.code = ANY(%(cash)s)),
  o.account, o.customer, a.opened_on
FROM ledger_entry e
JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
JOIN accounts_account a ON a.ledger_account_id = e.account_id
JOIN accounts_customer c ON c.id = a.customer_id
LEFT JOIN joint j ON j.account_id = a.id
LEFT JOIN LATERAL (
  SELECT b.public_id AS account, d.public_id AS customer
  FROM ledger_entry x JOIN accounts_account b ON b.ledger_account_id = x.account_id
  JOIN accounts_customer d ON d.id = b.customer_id
  WHERE x.txn_id = e.txn_id AND x.booking_date = e.booking_date
    AND sign(x.amount) <> sign(e.amount)
  ORDER BY abs(x.amount) DESC, x.leg LIMIT 1) o ON true
WHERE e.booking_date BETWEEN %(first)s AND %(last)s AND t.kind = ANY(%(kinds)s)
  AND NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.reverses_id = e.txn_id)
ORDER BY t.created_at, e.txn_id, e.leg"""


def booked(
    *, first: date, last: date, kinds: Sequence[int], cash_lines: Sequence[str]
) -> Iterator[AccountMovement]:
    """Yield entries of these kinds booked between two days, both included, oldest first."""
    asked: dict[str, Any] = {
        "first": first,
        "last": last,
        "kinds": list(kinds),
        "cash": list(cash_lines),
    }
    with connection.chunked_cursor() as cursor:
        cursor.execute(_MOVEMENTS, asked)
        while rows := cursor.fetchmany(_CHUNK):
            yield from (AccountMovement(*row) for row in rows)
