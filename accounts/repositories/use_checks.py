"""What must be true of fees and limits, each as one set-based query over tables and journal.

A query returns what it looked at: a name, and whether it is as it must be.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class UseCheck(NamedTuple):
    """A statement about the use of accounts, and the query that tries it."""

    code: str
    statement: str
    query: str


_CHARGED = """
SELECT 'fee ' || c.id,
       EXISTS (SELECT FROM ledger_entry e
               JOIN ledger_txn x ON x.id = e.txn_id AND x.booking_date = e.booking_date
               WHERE e.txn_id = c.txn_id AND e.account_id = a.ledger_account_id
                 AND e.amount = -c.amount_minor AND x.kind = 8)
FROM accounts_feecharge c JOIN accounts_account a ON a.id = c.account_id
WHERE c.txn_id IS NOT NULL"""

_REFUNDED = """
SELECT 'refund of fee ' || c.id,
       EXISTS (SELECT FROM ledger_entry e
               WHERE e.txn_id = r.txn_id AND e.account_id = a.ledger_account_id
                 AND e.amount = c.amount_minor)
FROM accounts_feerefund r JOIN accounts_feecharge c ON c.id = r.charge_id
JOIN accounts_account a ON a.id = c.account_id"""

_COUNTED = """
SELECT 'account ' || u.account_id || ' on ' || u.day, coalesce(d.debits, 0) >= u.spent
FROM accounts_usage u JOIN accounts_account a ON a.id = u.account_id
LEFT JOIN (SELECT account_id, booking_date, -sum(amount) AS debits
           FROM ledger_entry WHERE amount < 0 GROUP BY 1, 2) d
  ON d.account_id = a.ledger_account_id AND d.booking_date = u.day"""

_WITHIN = """
SELECT 'account ' || u.account_id || ' on ' || u.day,
       t.daily_limit IS NULL OR u.spent <= t.daily_limit
FROM accounts_usage u JOIN accounts_account a ON a.id = u.account_id
CROSS JOIN LATERAL (
  SELECT daily_limit FROM accounts_usageterms
  WHERE product_id = a.product_id AND currency = a.currency AND effective_from <= u.day
  ORDER BY effective_from DESC LIMIT 1) t"""

CHECKS = (
    UseCheck("US1", "every fee that was charged stands in the journal as a fee", _CHARGED),
    UseCheck("US2", "every refund of a fee gave its account the same amount back", _REFUNDED),
    UseCheck("US3", "what was counted against limits was taken out that day", _COUNTED),
    UseCheck("US4", "on no day was more taken out than the daily limit", _WITHIN),
)


def tried(check: UseCheck) -> tuple[int, int, str]:
    """Return how many things the check looked at, how many are wrong, and one of these."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), count(*) FILTER (WHERE NOT holds),
                   coalesce(min(name) FILTER (WHERE NOT holds), '')
            FROM ({check.query}) AS looked_at (name, holds)"""  # noqa: S608 - a query of ours
        )
        checked, violations, example = cursor.fetchone()
    return checked, violations, example
