"""The invariants of one closed day, cheap enough for every end of day.

Each looks at the day's own entries, or at one row for each account; what happened on earlier days
was tried at their ends. `invariants` tries the whole of history.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from bankcore.ledger.repositories.invariants import INVARIANTS, Invariant

_OF_THE_WHOLE = {"I2", "I6", "I7"}

OF_A_DAY = (
    Invariant(
        "I1",
        "the legs of every transaction of the day sum to zero in each currency",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT coalesce(t.id, l.txn_id) AS id,
                 t.id IS NULL OR l.txn_id IS NULL OR l.unbalanced AS wrong
          FROM (SELECT id FROM ledger_txn WHERE booking_date = %(day)s) t
          FULL JOIN (SELECT txn_id, bool_or(total <> 0) AS unbalanced
                     FROM (SELECT txn_id, currency, sum(amount) AS total FROM ledger_entry
                           WHERE booking_date = %(day)s GROUP BY txn_id, currency) s
                     GROUP BY txn_id) l ON l.txn_id = t.id) x""",
    ),
    *(invariant for invariant in INVARIANTS if invariant.code in _OF_THE_WHOLE),
    Invariant(
        "I11",
        "every general-ledger line is the sum of its accounts at the end of the day",
        """
        WITH last AS (SELECT max(last_day) AS day FROM ledger_gl_closing WHERE last_day < %(day)s),
        lines AS (
          SELECT gl, currency, sum(balance) AS balance
          FROM (SELECT gl_account_id AS gl, currency, balance::numeric FROM ledger_gl_closing, last
                WHERE last_day = last.day
                UNION ALL
                SELECT gl_account_id, currency, credits::numeric - debits
                FROM ledger_gl_daily d, last
                WHERE d.day <= %(day)s AND d.day > coalesce(last.day, '-infinity')) m
          GROUP BY 1, 2),
        accounts AS (
          SELECT a.gl_account_id AS gl, a.currency, sum(s.balance::numeric) AS balance
          FROM ledger_snapshot s JOIN ledger_account a ON a.id = s.account_id
          WHERE s.day = %(day)s GROUP BY 1, 2)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(gl) FILTER (WHERE wrong)
        FROM (SELECT gl, coalesce(l.balance, 0) <> coalesce(a.balance, 0) AS wrong
              FROM lines l FULL JOIN accounts a USING (gl, currency)) x""",
    ),
    Invariant(
        "I13",
        "every snapshot of the day is the one before it plus the entries since",
        """
        WITH before AS (SELECT max(last_day) AS day FROM ledger_period WHERE last_day < %(day)s),
        moves AS (
          SELECT account_id, sum(amount) AS amount FROM ledger_entry, before
          WHERE booking_date <= %(day)s AND booking_date > coalesce(before.day, '-infinity')
          GROUP BY 1)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT account_id,
                 coalesce(s.balance, 0) <> coalesce(p.balance, 0) + coalesce(m.amount, 0) AS wrong
          FROM (SELECT account_id, balance FROM ledger_snapshot WHERE day = %(day)s) s
          FULL JOIN (SELECT account_id, balance FROM ledger_snapshot, before
                     WHERE ledger_snapshot.day = before.day) p USING (account_id)
          FULL JOIN moves m USING (account_id)) x""",
    ),
)


def check(invariant: Invariant, *, day: date) -> tuple[int, int, str]:
    """Return how many things were looked at, how many break the statement, and the first."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.query, {"day": day})
        checked, violations, example = cursor.fetchone()
    return checked, violations, "" if example is None else str(example)
