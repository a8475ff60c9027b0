"""What must be true of one day's interest, for the end of that day.

The same as `interest_checks` tries of the whole, without reading all of history: what came before
was tried at the ends of its own days, and rows of interest are never changed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.repositories.interest_checks import Found, join_sets, run

_DAYS_POSTED = """
SELECT count(*), max(p.period_end),
       min(coalesce((SELECT max(b.period_end) + 1 FROM accounts_interestposting b
                     WHERE b.account_id = p.account_id AND b.side = p.side
                       AND b.period_end < p.period_end), a.opened_on))
FROM accounts_interestposting p JOIN accounts_account a ON a.ledger_account_id = p.account_id
WHERE p.booked_on = %(day)s"""

_POSTED_ON = """
WITH posted AS MATERIALIZED (
  SELECT p.*, coalesce(b.carried, 0) AS carried_before,
         coalesce(b.period_end, '-infinity') AS period_before,
         coalesce(b.adjusted_through, '-infinity') AS adjusted_before
  FROM accounts_interestposting p
  LEFT JOIN LATERAL (
    SELECT period_end, carried, adjusted_through FROM accounts_interestposting
    WHERE account_id = p.account_id AND side = p.side AND period_end < p.period_end
    ORDER BY period_end DESC LIMIT 1) b ON true
  WHERE p.booked_on = %(day)s),
accrued AS MATERIALIZED (
  SELECT i.account_id, i.side, p.period_end, sum(i.amount) AS amount
  FROM accounts_interestaccrual i
  JOIN posted p ON p.account_id = i.account_id AND p.side = i.side
   AND i.day > p.period_before AND i.day <= p.period_end
  WHERE i.day = ANY(%(days)s::date[])
  GROUP BY 1, 2, 3),
adjusted AS MATERIALIZED (
  SELECT i.account_id, i.side, p.period_end, sum(i.amount) AS amount
  FROM accounts_interestadjustment i
  JOIN posted p ON p.account_id = i.account_id AND p.side = i.side
   AND i.adjusted_on > p.adjusted_before AND i.adjusted_on <= p.adjusted_through
  GROUP BY 1, 2, 3)
SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
FROM (
  SELECT p.account_id,
         p.carried_before + coalesce(a.amount, 0) + coalesce(j.amount, 0) <> p.gross + p.carried
         AS wrong
  FROM posted p LEFT JOIN accrued a USING (account_id, side, period_end)
  LEFT JOIN adjusted j USING (account_id, side, period_end)
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM p.side * p.gross
  FROM posted p
  LEFT JOIN ledger_entry e ON e.txn_id = p.txn_id AND e.account_id = p.account_id
   AND e.booking_date = %(day)s
  WHERE p.gross <> 0
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM -p.tax
  FROM posted p
  LEFT JOIN ledger_entry e ON e.txn_id = p.tax_txn_id AND e.account_id = p.account_id
   AND e.booking_date = %(day)s
  WHERE p.tax <> 0) x"""

# The same for a range of the very many accounts for which a period has ended: each posting with the one
# before it, read once.
_POSTED_IN_RANGE = """
CREATE TEMPORARY TABLE interest_posted ON COMMIT DROP AS
SELECT p.account_id, p.side, p.period_end, p.carried_in, p.gross, p.tax, p.carried,
       p.adjusted_through, p.txn_id, p.tax_txn_id, b.period_end IS NULL AS is_first,
       coalesce(b.period_end + 1, a.opened_on, p.period_end) AS since,
       coalesce(b.carried, 0) AS carried_before,
       coalesce(b.adjusted_through, '-infinity') AS adjusted_before
FROM accounts_interestposting p
LEFT JOIN accounts_account a ON a.ledger_account_id = p.account_id
LEFT JOIN LATERAL (
  SELECT period_end, carried, adjusted_through FROM accounts_interestposting
  WHERE account_id = p.account_id AND side = p.side AND period_end < p.period_end
  ORDER BY period_end DESC LIMIT 1) b ON true
WHERE p.booked_on = %(day)s AND p.account_id >= %(start)s AND p.account_id < %(stop)s"""

_DAYS_OF_MOST = """
SELECT since, period_end, sum(count(*)) OVER () - count(*),
       min(since) OVER (), max(period_end) OVER ()
FROM interest_posted GROUP BY since, period_end ORDER BY count(*) DESC, since DESC LIMIT 1"""

# What most have accrued is summed before it is joined, days from `first` to `last`. Whose own days are
# others is summed apart: one by one where there are few, for one pass over all costs as much as for most.
_OTHER_DAYS = """
NOT (p.period_end = %(last)s AND (p.since = %(first)s OR p.is_first AND p.since > %(first)s))"""

_OWN_ONE_BY_ONE = f"""
  SELECT p.account_id, p.side, p.period_end,
         (SELECT sum(i.amount)
          FROM generate_series(p.since, p.period_end, '1 day') AS d (day)
          JOIN accounts_interestaccrual i
            ON i.day = d.day::date AND i.account_id = p.account_id AND i.side = p.side) AS amount
  FROM interest_posted p WHERE {_OTHER_DAYS}"""  # noqa: S608 - put together of constants

_OWN_OF_MANY = f"""
  SELECT p.account_id, p.side, p.period_end, sum(i.amount) AS amount
  FROM interest_posted p
  JOIN accounts_interestaccrual i ON i.account_id = p.account_id AND i.side = p.side
   AND i.day BETWEEN p.since AND p.period_end
  WHERE {_OTHER_DAYS} AND i.day = ANY(%(all_days)s::date[])
    AND i.account_id >= %(start)s AND i.account_id < %(stop)s
  GROUP BY 1, 2, 3"""  # noqa: S608 - put together of constants

_MANY_POSTED_ON = f"""
WITH accrued AS MATERIALIZED (
  SELECT account_id, side, sum(amount) AS amount FROM accounts_interestaccrual
  WHERE day = ANY(%(days)s::date[]) AND account_id >= %(start)s AND account_id < %(stop)s
  GROUP BY account_id, side),
own AS MATERIALIZED ({{own}}),
adjusted AS MATERIALIZED (
  SELECT p.account_id, p.side, p.period_end, sum(i.amount) AS amount
  FROM accounts_interestadjustment i JOIN interest_posted p USING (account_id, side)
  WHERE i.adjusted_on > p.adjusted_before AND i.adjusted_on <= p.adjusted_through
    AND i.account_id >= %(start)s AND i.account_id < %(stop)s
  GROUP BY 1, 2, 3),
leg AS (
  SELECT account_id, txn_id, side * gross AS amount FROM interest_posted WHERE gross <> 0
  UNION ALL
  SELECT account_id, tax_txn_id, -tax FROM interest_posted WHERE tax <> 0)
SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
FROM (
  SELECT p.account_id,
         p.carried_before <> p.carried_in
         OR p.carried_in + coalesce(CASE WHEN {_OTHER_DAYS} THEN o.amount ELSE a.amount END, 0)
            + coalesce(j.amount, 0) <> p.gross + p.carried AS wrong
  FROM interest_posted p
  LEFT JOIN accrued a USING (account_id, side)
  LEFT JOIN own o USING (account_id, side, period_end)
  LEFT JOIN adjusted j USING (account_id, side, period_end)
  UNION ALL
  SELECT leg.account_id, e.amount IS DISTINCT FROM leg.amount
  FROM leg
  LEFT JOIN ledger_entry e ON e.txn_id = leg.txn_id AND e.account_id = leg.account_id
   AND e.booking_date = %(day)s AND e.account_id >= %(start)s AND e.account_id < %(stop)s) x"""  # noqa: S608 - put together of constants

_CONTROLLED_ON = """
WITH before AS (
  SELECT coalesce(max(business_day), '-infinity') AS day FROM accounts_interestbook
  WHERE business_day < %(day)s),
sub AS (
  SELECT currency, side, sum(amount) AS amount
  FROM (SELECT currency, side, unposted AS amount FROM accounts_interestbook
        WHERE business_day = (SELECT day FROM before)
        UNION ALL
        SELECT a.currency, x.side, sum(x.amount)
        FROM (SELECT account_id, side, amount FROM accounts_interestaccrual
              WHERE day = ANY(ARRAY(SELECT day FROM accounts_interestday
                                    WHERE business_day > (SELECT day FROM before)
                                      AND business_day <= %(day)s))
              UNION ALL
              SELECT account_id, side, amount FROM accounts_interestadjustment
              WHERE adjusted_on > (SELECT day FROM before) AND adjusted_on <= %(day)s
              UNION ALL
              SELECT account_id, side, -gross FROM accounts_interestposting
              WHERE booked_on > (SELECT day FROM before) AND booked_on <= %(day)s) x
        JOIN accounts_account a ON a.ledger_account_id = x.account_id
        GROUP BY 1, 2) x
  GROUP BY 1, 2),
line AS (
  SELECT a.currency, CASE g.code WHEN '2200' THEN 1 ELSE -1 END AS side, sum(e.amount) AS balance
  FROM ledger_account a
  JOIN ledger_gl_account g ON g.id = a.gl_account_id
  JOIN ledger_entry e ON e.account_id = a.id
  WHERE g.code IN ('2200', '1300') AND e.booking_date <= %(day)s
  GROUP BY 1, 2)
SELECT count(*), count(*) FILTER (WHERE wrong), min(currency) FILTER (WHERE wrong)
FROM (SELECT currency,
             coalesce(l.balance, 0) <> coalesce(s.side * round(s.amount), 0) AS wrong
      FROM sub s FULL JOIN line l USING (currency, side)
      WHERE EXISTS (SELECT FROM accounts_interestbook WHERE business_day = %(day)s)) x"""

# Above so many postings each of their joins is one of sets. What was posted an hour ago is in no
# statistics yet, and a nested loop over as much as PostgreSQL then takes for a few rows is quadratic.
_FEW = 1_000
# Above so many of a range's accounts with days of their own, one pass over all takes less.
_FEW_APART = 2_000


def are_many_on(*, day: date) -> bool:
    """Return whether so much was posted on a day that it is looked at range by range."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_interestposting WHERE booked_on = %s", [day])
        (count,) = cursor.fetchone()
    return int(count) > _FEW


def posted_on(*, day: date, ids: range | None = None) -> Found:
    """Compare what was posted on a day with what had accrued since the posting before.

    Of all accounts, one by one; or of a range of very many ledger accounts, by joining sets.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if ids is not None:
            return _many_posted_on(day=day, ids=ids)
        cursor.execute(_DAYS_POSTED, {"day": day})
        count, last, first = cursor.fetchone()
        if not count:
            return Found(0, 0, "")
        return run(_POSTED_ON, {"day": day, "days": _days(first, last)})


def _many_posted_on(*, day: date, ids: range) -> Found:
    values: dict[str, Any] = {"day": day, "start": ids.start, "stop": ids.stop}
    with connection.cursor() as cursor:
        cursor.execute(_POSTED_IN_RANGE, values)
        cursor.execute(_DAYS_OF_MOST)
        most = cursor.fetchone()
        found = Found(0, 0, "") if most is None else _compared(values, *most)
        cursor.execute("DROP TABLE interest_posted")
    return found


def _compared(
    values: dict[str, Any], first: date, last: date, others: int, earliest: date, latest: date
) -> Found:
    join_sets()
    with connection.cursor() as cursor:
        # Nothing here comes in an order: to sort what is joined once takes longer than to hash it.
        cursor.execute("SET LOCAL enable_mergejoin = off")
    own = _OWN_ONE_BY_ONE if others <= _FEW_APART else _OWN_OF_MANY
    values |= {"first": first, "last": last, "days": _days(first, last)}
    return run(_MANY_POSTED_ON.format(own=own), {**values, "all_days": _days(earliest, latest)})


def _days(first: date, last: date) -> list[date]:
    ordinals = range(first.toordinal(), last.toordinal() + 1)
    return [date.fromordinal(ordinal) for ordinal in ordinals]


def controlled_on(*, day: date) -> Found:
    """Compare the control accounts at the end of a day with what the day made of it."""
    return run(_CONTROLLED_ON, {"day": day})
