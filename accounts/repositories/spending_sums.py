"""Sums by category that are kept of closed days, for accounts with very many entries.

What is kept is as the bank sorts for anybody, apart by counterparty and other side, so that each
customer's own rules and accounts are put to it when it is read. It is worked out by the statement
that sorts single entries, once for each entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from accounts.domain.categories import Category, MonthOfCategory
from accounts.models import Customer
from accounts.repositories.categories import SORTED, Read, sorted_by
from bankcore.db.transactions import requires_transaction

_DUE: Final = """
SELECT a.id, a.ledger_account_id, coalesce(kept.last_day + 1, f.booking_date)
FROM ledger_balance b
JOIN accounts_account a ON a.ledger_account_id = b.account_id
JOIN accounts_product p ON p.id = a.product_id AND p.kind <> 'LOAN'
LEFT JOIN (SELECT account_id, max(last_day) AS last_day, sum(entries) AS entries
           FROM accounts_spendingspan WHERE edition = %(edition)s GROUP BY account_id) kept
  ON kept.account_id = a.id
CROSS JOIN LATERAL (SELECT min(booking_date) AS booking_date FROM ledger_entry
                    WHERE account_id = b.account_id) f
WHERE b.seq - coalesce(kept.entries, 0) >= %(least)s ORDER BY a.id"""

_KEEP: Final = f"""
WITH sums AS (
  SELECT counterparty, other_account, otherwise AS category, count(*) AS entries,
         sum(amount)::bigint AS net
  FROM ({SORTED}) sorted GROUP BY 1, 2, 3),
span AS (
  INSERT INTO accounts_spendingspan (account_id, first_day, last_day, edition, entries, net)
  SELECT %(account)s, %(first_day)s, %(last_day)s, %(edition)s,
         coalesce(sum(entries), 0), coalesce(sum(net), 0)::bigint FROM sums
  RETURNING id)
INSERT INTO accounts_spendingsum (span_id, counterparty, other_account, category, entries, net)
SELECT span.id, sha256(convert_to(nullif(counterparty, ''), 'UTF8')), other_account, category,
       entries, net
FROM sums, span"""  # noqa: S608 - put together of constants

# In the order in which SORTED goes: what the customer says of a counterparty, then whose the other
# side is, then the bank's guess.
_KEPT: Final = """
SELECT date_trunc('month', p.first_day)::date, a.currency,
       coalesce(rule.category, CASE WHEN s.other_account = ANY(%(own)s) THEN 'transfers' END,
                s.category),
       sum(s.net)::bigint, sum(s.entries)::bigint
FROM accounts_account a
JOIN accounts_spendingspan p ON p.account_id = a.id AND p.edition = %(edition)s
  AND p.first_day BETWEEN %(first_day)s AND %(last_day)s
JOIN accounts_spendingsum s ON s.span_id = p.id
LEFT JOIN (SELECT sha256(convert_to(counterparty, 'UTF8')) AS counterparty, category
           FROM accounts_categoryrule WHERE customer_id = %(customer_id)s OFFSET 0) rule
  ON rule.counterparty = s.counterparty
WHERE a.ledger_account_id = ANY(%(read)s)
GROUP BY 1, 2, 3"""

# Of what the customer has said of single entries: those, and what takes one of them back.
_SAID: Final = """
SELECT a.ledger_account_id, c.seq FROM accounts_entrycategory c
JOIN accounts_account a ON a.id = c.account_id
WHERE c.customer_id = %(customer_id)s AND a.ledger_account_id = ANY(%(read)s)
UNION
SELECT a.ledger_account_id, back.seq FROM accounts_entrycategory c
JOIN accounts_account a ON a.id = c.account_id
JOIN ledger_entry e ON e.account_id = a.ledger_account_id AND e.seq = c.seq
JOIN ledger_reversal r ON r.reverses_id = e.txn_id
JOIN ledger_entry back ON back.txn_id = r.txn_id AND back.account_id = e.account_id
WHERE c.customer_id = %(customer_id)s AND a.ledger_account_id = ANY(%(read)s)"""

_OTHERWISE: Final = f"""
SELECT date_trunc('month', booking_date)::date, currency, said, otherwise, amount
FROM ({SORTED}) sorted WHERE said IS NOT NULL"""  # noqa: S608 - put together of constants


class Due(NamedTuple):
    """An account with many entries that are not in its sums yet, and the first of their days."""

    account: int
    ledger_account: int
    first_day: date


def due(*, edition: str, least: int) -> list[Due]:
    """Return the accounts that have so many entries at least that are not in their sums.

    Sums of another edition do not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"edition": edition, "least": least})
        return [Due(*row) for row in cursor.fetchall()]


@requires_transaction
def forget_others(*, account: int, edition: str) -> None:
    """Forget what is kept of an account in any edition but this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (DELETE FROM accounts_spendingspan
                          WHERE account_id = %s AND edition <> %s RETURNING id)
            DELETE FROM accounts_spendingsum WHERE span_id IN (SELECT id FROM gone)""",
            [account, edition],
        )


@requires_transaction
def keep(*, account: int, read: Read, merchants: Mapping[int, Category], edition: str) -> None:
    """Keep the sums of the days read, of the one account read, all within a month and closed."""
    values = sorted_by(None, (), read, merchants) | {"account": account, "edition": edition}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def kept_up_to(*, accounts: Sequence[int], edition: str) -> dict[int, date]:
    """Return by ledger account the last day that is in its sums, of those that have any."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.ledger_account_id, max(p.last_day) FROM accounts_account a
            JOIN accounts_spendingspan p ON p.account_id = a.id AND p.edition = %s
            WHERE a.ledger_account_id = ANY(%s) GROUP BY 1""",
            [edition, list(accounts)],
        )
        return dict(cursor.fetchall())


def by_month(
    *, customer: Customer, own: Sequence[int], read: Read, edition: str
) -> list[MonthOfCategory]:
    """Return what is kept of the accounts in these months, whole ones, as the customer sorts.

    But for what the customer has said of single entries: see `said_of`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _KEPT,
            {
                "customer_id": customer.pk,
                "own": list(own),
                "read": list(read.accounts),
                "first_day": read.first_day,
                "last_day": read.last_day,
                "edition": edition,
            },
        )
        return [
            MonthOfCategory(month, currency, Category(category), int(net), int(entries))
            for month, currency, category, net, entries in cursor.fetchall()
        ]


def said_of(*, customer: Customer, accounts: Sequence[int]) -> dict[int, list[int]]:
    """Return by ledger account the numbers of entries that the customer has spoken of singly."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"customer_id": customer.pk, "read": list(accounts)})
        found: dict[int, list[int]] = {}
        for ledger_account, seq in cursor.fetchall():
            found.setdefault(ledger_account, []).append(seq)
        return found


def moved(
    *, customer: Customer, own: Sequence[int], read: Read, merchants: Mapping[int, Category]
) -> list[MonthOfCategory]:
    """Return what to add so that entries read are where the customer has put them singly.

    Each counts once where it was put, and once less where it would be otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OTHERWISE, sorted_by(customer, own, read, merchants))
        return [
            MonthOfCategory(month, currency, Category(category), sign * amount, sign)
            for month, currency, said, otherwise, amount in cursor.fetchall()
            for category, sign in ((said, 1), (otherwise, -1))
        ]


def verified() -> tuple[int, int, str]:
    """Return how many spans were looked at, how many do not come to the books, and one of these."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) AS looked_at, count(*) FILTER (WHERE wrong), min(name) FILTER (WHERE wrong)
            FROM (
              SELECT 'account ' || p.account_id || ' from ' || p.first_day AS name,
                     (p.entries, p.net) <> (
                       SELECT count(*), coalesce(sum(amount), 0) FROM ledger_entry
                       WHERE account_id = a.ledger_account_id
                         AND booking_date BETWEEN p.first_day AND p.last_day)
                     OR (p.entries, p.net) <> (
                       SELECT coalesce(sum(s.entries), 0), coalesce(sum(s.net), 0)
                       FROM accounts_spendingsum s WHERE s.span_id = p.id) AS wrong
              FROM accounts_spendingspan p JOIN accounts_account a ON a.id = p.account_id
            ) spans"""
        )
        checked, violations, example = cursor.fetchone()
    return checked, violations, example or ""
