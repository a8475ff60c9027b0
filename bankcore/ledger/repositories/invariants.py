"""What must be true of the books, each as one set-based query.

A query returns how many things it looked at, how many break the statement, and one of these.
It reads the tables only: it shares nothing with the code that posts, so that it can contradict it.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class Invariant(NamedTuple):
    """A statement about the books, and the query that tries it."""

    code: str
    statement: str
    query: str


INVARIANTS = (
    Invariant(
        "I1",
        "the legs of every transaction sum to zero in each currency",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT coalesce(t.id, l.txn_id) AS id,
                 t.id IS NULL OR l.txn_id IS NULL OR l.unbalanced AS wrong
          FROM ledger_txn t
          FULL JOIN (SELECT txn_id, booking_date, bool_or(total <> 0) AS unbalanced
                     FROM (SELECT txn_id, booking_date, currency, sum(amount) AS total
                           FROM ledger_entry GROUP BY txn_id, booking_date, currency) s
                     GROUP BY txn_id, booking_date) l
            ON l.txn_id = t.id AND l.booking_date = t.booking_date) x""",
    ),
    Invariant(
        "I2",
        "all balances of a currency sum to zero",
        """
        SELECT count(*), count(*) FILTER (WHERE total <> 0), min(currency) FILTER (WHERE total <> 0)
        FROM (SELECT currency, sum(cr_posted::numeric - dr_posted) AS total
              FROM ledger_balance GROUP BY currency) x""",
    ),
    Invariant(
        "I3",
        "every balance is its last entry's, and the sum of its entries",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT coalesce(b.account_id, e.account_id) AS account_id,
                 b.account_id IS NULL
                 OR b.cr_posted - b.dr_posted <> coalesce(e.total, 0)
                 OR b.cr_posted <> coalesce(e.credits, 0)
                 OR b.cr_posted - b.dr_posted <> coalesce(e.last_balance, 0) AS wrong
          FROM ledger_balance b
          FULL JOIN (SELECT account_id, sum(amount) AS total,
                            sum(amount) FILTER (WHERE amount > 0) AS credits,
                            (array_agg(balance_after ORDER BY seq DESC))[1] AS last_balance
                     FROM ledger_entry GROUP BY account_id) e USING (account_id)) x""",
    ),
    Invariant(
        "I4",
        "the entries of every account are numbered from 1 without a gap",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT b.account_id,
                 b.seq <> coalesce(e.entries, 0)
                 OR (e.entries > 0 AND (e.first_seq <> 1 OR e.last_seq <> e.entries
                                        OR e.numbers <> e.entries)) AS wrong
          FROM ledger_balance b
          LEFT JOIN (SELECT account_id, count(*) AS entries, min(seq) AS first_seq,
                            max(seq) AS last_seq, count(DISTINCT seq) AS numbers
                     FROM ledger_entry GROUP BY account_id) e USING (account_id)) x""",
    ),
    Invariant(
        "I5",
        "every balance after an entry is the one before it plus its amount",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT account_id, balance_after - amount <> coalesce(
                   lag(balance_after) OVER (PARTITION BY account_id ORDER BY seq), 0) AS wrong
          FROM ledger_entry) x""",
    ),
    Invariant(
        "I6",
        "no account with a floor is available below it by more than its excess, which charges alone make",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT account_id, excess <> coalesce(greatest(
                   0, floor + held - sign::numeric * (cr_posted - dr_posted)), 0) AS wrong
          FROM ledger_balance) x""",
    ),
    Invariant(
        "I7",
        "what is held is the sum of open holds, and every hold is the sum of its events",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT b.account_id AS id, b.held <> coalesce(h.open, 0) AS wrong
          FROM ledger_balance b
          LEFT JOIN (SELECT account_id, sum(amount - captured - released) AS open
                     FROM ledger_hold GROUP BY account_id) h USING (account_id)
          UNION ALL
          SELECT h.id, h.amount <> coalesce(e.placed, 0) OR h.captured <> coalesce(e.captured, 0)
                       OR h.released <> coalesce(e.released, 0)
                       OR h.captured + h.released > h.amount
                       OR (h.state = 'OPEN') <> (h.captured + h.released < h.amount)
          FROM ledger_hold h
          LEFT JOIN (SELECT hold_id, sum(amount) FILTER (WHERE event = 'PLACED') AS placed,
                            sum(amount) FILTER (WHERE event = 'CAPTURED') AS captured,
                            sum(amount) FILTER (WHERE event IN ('RELEASED', 'EXPIRED')) AS released
                     FROM ledger_hold_event GROUP BY hold_id) e ON e.hold_id = h.id) x""",
    ),
    Invariant(
        "I8",
        "every transaction has exactly one idempotency key, and every answer given is in the books",
        """
        SELECT count(*), count(*) FILTER (WHERE wrong), min(id) FILTER (WHERE wrong)
        FROM (
          SELECT coalesce(t.id, k.result_id) AS id,
                 t.id IS NULL OR k.keys IS DISTINCT FROM 1
                 OR k.booking_date <> t.booking_date AS wrong
          FROM ledger_txn t
          FULL JOIN (SELECT result_id, min(booking_date) AS booking_date, count(*) AS keys
                     FROM ledger_idem WHERE operation = 1 AND result_id IS NOT NULL
                     GROUP BY result_id) k ON k.result_id = t.id
          UNION ALL
          SELECT k.result_id, h.id IS NULL
          FROM ledger_idem k LEFT JOIN ledger_hold h ON h.id = k.result_id
          WHERE k.operation = 2 AND k.result_id IS NOT NULL) x""",
    ),
    Invariant(
        "I9",
        "every reversal is the exact negation of what it reverses",
        """
        WITH legs AS (
          SELECT r.reverses_id, e.txn_id = r.txn_id AS reversing,
                 string_agg(concat_ws(':', e.account_id, e.currency,
                              CASE WHEN e.txn_id = r.txn_id THEN -e.amount ELSE e.amount END), ','
                            ORDER BY e.account_id, e.currency,
                              CASE WHEN e.txn_id = r.txn_id THEN -e.amount ELSE e.amount END) AS legs
          FROM ledger_reversal r JOIN ledger_entry e ON e.txn_id IN (r.txn_id, r.reverses_id)
          GROUP BY r.reverses_id, r.txn_id, e.txn_id)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(reverses_id) FILTER (WHERE wrong)
        FROM (
          SELECT r.reverses_id, original.legs IS DISTINCT FROM reversing.legs
                                OR original.legs IS NULL AS wrong
          FROM ledger_reversal r
          LEFT JOIN legs original ON original.reverses_id = r.reverses_id AND NOT original.reversing
          LEFT JOIN legs reversing ON reversing.reverses_id = r.reverses_id AND reversing.reversing) x""",
    ),
    Invariant(
        "I10",
        "nothing was booked into a period after it was closed",
        """
        SELECT (SELECT count(*) FROM ledger_period), count(*), min(t.id)
        FROM ledger_period p
        JOIN ledger_txn t ON t.booking_date BETWEEN p.first_day AND p.last_day AND t.xid > p.xid""",
    ),
    Invariant(
        "I11",
        "every general-ledger line is the sum of its accounts",
        """
        WITH rolled AS (SELECT max(day) AS day FROM ledger_gl_daily),
        recomputed AS (
          SELECT e.booking_date AS day, a.gl_account_id, a.branch, e.currency,
                 coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0) AS debits,
                 coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0) AS credits
          FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
          GROUP BY 1, 2, 3, 4),
        days AS (
          SELECT coalesce(r.gl_account_id, d.gl_account_id) AS gl,
                 (r.debits, r.credits) IS DISTINCT FROM (d.debits::numeric, d.credits::numeric) AS wrong
          FROM (SELECT * FROM recomputed WHERE day <= (SELECT day FROM rolled)) r
          FULL JOIN ledger_gl_daily d USING (day, gl_account_id, branch, currency)),
        lines AS (
          SELECT a.gl_account_id AS gl, a.currency, sum(b.cr_posted::numeric - b.dr_posted) AS balance
          FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id GROUP BY 1, 2),
        moved AS (
          SELECT gl, currency, sum(credits - debits) AS balance
          FROM (SELECT gl_account_id AS gl, currency, debits::numeric, credits::numeric FROM ledger_gl_daily
                UNION ALL
                SELECT gl_account_id, currency, debits, credits FROM recomputed
                WHERE day > coalesce((SELECT day FROM rolled), '-infinity')) m
          GROUP BY 1, 2)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(gl) FILTER (WHERE wrong)
        FROM (SELECT gl, wrong FROM days
              UNION ALL
              SELECT gl, coalesce(l.balance, 0) <> coalesce(m.balance, 0)
              FROM lines l FULL JOIN moved m USING (gl, currency)) x""",
    ),
    Invariant(
        "I13",
        "every daily snapshot is the one before it plus the entries since, up to today's balance",
        """
        WITH days AS (SELECT last_day AS day, lag(last_day) OVER (ORDER BY last_day) AS before
                      FROM ledger_period),
        moves AS (
          SELECT d.day, e.account_id, sum(e.amount) AS amount
          FROM ledger_entry e JOIN days d
            ON e.booking_date <= d.day AND e.booking_date > coalesce(d.before, '-infinity')
          GROUP BY 1, 2),
        latest AS (SELECT max(day) AS day FROM ledger_snapshot)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
        FROM (
          SELECT s.account_id,
                 s.balance <> coalesce(p.balance, 0) + coalesce(m.amount, 0) AS wrong
          FROM ledger_snapshot s
          JOIN days d ON d.day = s.day
          LEFT JOIN ledger_snapshot p ON p.day = d.before AND p.account_id = s.account_id
          LEFT JOIN moves m ON m.day = s.day AND m.account_id = s.account_id
          UNION ALL
          SELECT b.account_id,
                 b.cr_posted - b.dr_posted <> coalesce(s.balance, 0) + coalesce(e.amount, 0)
          FROM ledger_balance b
          JOIN latest l ON l.day IS NOT NULL
          LEFT JOIN ledger_snapshot s ON s.day = l.day AND s.account_id = b.account_id
          LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM ledger_entry, latest
                     WHERE booking_date > latest.day GROUP BY account_id) e
            ON e.account_id = b.account_id) x""",
    ),
)


def check(invariant: Invariant) -> tuple[int, int, str]:
    """Return how many things were looked at, how many break the statement, and the first."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.query)
        checked, violations, example = cursor.fetchone()
    return checked, violations, "" if example is None else str(example)
