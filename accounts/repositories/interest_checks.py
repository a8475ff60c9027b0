"""What must be true of interest, each as set-based queries that share nothing with its accrual.

Interest is worked out again from the journal's entries and the terms' tables; only the parts of a
year that a day is come from accounts.domain.day_counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction


class Found(NamedTuple):
    """How many things were looked at, how many are wrong, and one of these."""

    checked: int
    violations: int
    example: str


class DayPart(NamedTuple):
    """One day's part of a year by one day count."""

    day: date
    day_count: str
    numerator: int
    denominator: int


# What a year earns on `total`: by the account's own rate, or tier by tier.
_YEARLY = """
CROSS JOIN LATERAL (
  SELECT CASE WHEN p.special IS NOT NULL THEN total * p.special
              WHEN p.method = 'WHOLE' THEN total * (array_agg(t.rate ORDER BY t.from_minor DESC))[1]
              ELSE sum((least(total, t.until) - t.from_minor) * t.rate) END AS yearly
  FROM (SELECT from_minor, rate, lead(from_minor) OVER (ORDER BY from_minor) AS until
        FROM accounts_interesttier WHERE terms_id = p.terms_id) t
  WHERE t.from_minor <= total) y"""

_AMOUNT = """
coalesce(round((y.yearly + greatest(p.basis - p.limit_minor, 0) * p.excess_rate)
               * p.numerator / p.denominator, 8), 0) AS amount"""

_RECOMPUTED = """
WITH RECURSIVE part AS MATERIALIZED (
  SELECT * FROM unnest(%(days)s::date[], %(day_counts)s::text[], %(numerators)s::numeric(20,8)[],
                       %(denominators)s::numeric[]) AS p (day, day_count, numerator, denominator)),
known AS (SELECT min(day) AS first, max(day) AS last, max(business_day) AS closed FROM accounts_interestday),
customer AS MATERIALIZED (
  SELECT ledger_account_id AS account_id, product_id, currency FROM accounts_account
  WHERE ledger_account_id >= %(first)s AND ledger_account_id < %(stop)s),
moved AS MATERIALIZED (
  SELECT e.account_id, greatest(e.value_date, known.first) AS day, sum(e.amount) AS amount
  FROM ledger_entry e CROSS JOIN known
  WHERE e.account_id >= %(first)s AND e.account_id < %(stop)s AND e.booking_date <= known.closed
  GROUP BY 1, 2),
daily AS MATERIALIZED (
  SELECT c.account_id, c.product_id, c.currency, d.day::date AS day,
         sum(coalesce(m.amount, 0)) OVER (PARTITION BY c.account_id ORDER BY d.day) AS balance
  FROM customer c CROSS JOIN known
  CROSS JOIN LATERAL generate_series(known.first, known.last, '1 day') AS d (day)
  LEFT JOIN moved m ON m.account_id = c.account_id AND m.day = d.day::date),
held AS MATERIALIZED (
  SELECT t.id AS terms_id, t.product_id, t.currency, t.side, t.method, t.compounding,
         t.posting_period, t.excess_rate, i.day, part.numerator, part.denominator
  FROM accounts_interestday i
  CROSS JOIN accounts_interestterms t
  JOIN part ON part.day = i.day AND part.day_count = t.day_count
  WHERE t.effective_from = (
    SELECT max(v.effective_from) FROM accounts_interestterms v
    WHERE v.product_id = t.product_id AND v.currency = t.currency AND v.side = t.side
      AND v.effective_from <= i.day)),
position AS MATERIALIZED (
  SELECT p.*, row_number() OVER (PARTITION BY account_id, side ORDER BY day) AS number,
         bool_or(compounding = 'DAILY') OVER (PARTITION BY account_id, side) AS rolls
  FROM (
  SELECT d.account_id, h.side, d.day, abs(d.balance) AS basis, h.terms_id, h.method, h.compounding,
         h.posting_period, h.excess_rate, h.numerator, h.denominator,
         coalesce((SELECT l.limit_minor FROM accounts_interestlimit l
                   WHERE l.account_id = d.account_id AND l.day <= d.day
                   ORDER BY l.day DESC LIMIT 1), 0) AS limit_minor,
         (SELECT s.rate FROM accounts_interestspecial s
          WHERE s.account_id = d.account_id AND s.side = h.side AND s.effective_from <= d.day
          ORDER BY s.effective_from DESC LIMIT 1) AS special
  FROM daily d
  JOIN held h ON h.product_id = d.product_id AND h.currency = d.currency AND h.day = d.day
  WHERE (d.balance > 0 AND h.side = 1) OR (d.balance < 0 AND h.side = -1)) p),
rolling AS MATERIALIZED (SELECT * FROM position WHERE rolls),
rolled AS (
  SELECT p.account_id, p.side, p.day, p.number, 0::numeric AS month, 0::numeric AS quarter,
         0::numeric AS year, /*amount*/
  FROM rolling p CROSS JOIN LATERAL (SELECT p.basis AS total) s /*yearly*/
  WHERE p.number = 1
  UNION ALL
  SELECT p.account_id, p.side, p.day, p.number, s.month, s.quarter, s.year, /*amount*/
  FROM rolled r
  JOIN rolling p ON p.account_id = r.account_id AND p.side = r.side AND p.number = r.number + 1
  CROSS JOIN LATERAL (
    SELECT CASE WHEN date_trunc('month', r.day) = date_trunc('month', p.day)
                THEN r.month + r.amount ELSE 0 END AS month,
           CASE WHEN date_trunc('quarter', r.day) = date_trunc('quarter', p.day)
                THEN r.quarter + r.amount ELSE 0 END AS quarter,
           CASE WHEN date_trunc('year', r.day) = date_trunc('year', p.day)
                THEN r.year + r.amount ELSE 0 END AS year) s
  CROSS JOIN LATERAL (
    SELECT p.basis + CASE WHEN p.compounding = 'SIMPLE' THEN 0
                          WHEN p.posting_period = 'MONTHLY' THEN s.month
                          WHEN p.posting_period = 'QUARTERLY' THEN s.quarter
                          ELSE s.year END AS total) o /*yearly*/),
expected AS MATERIALIZED (
  SELECT account_id, side, day, amount FROM rolled
  UNION ALL
  SELECT p.account_id, p.side, p.day, /*amount*/
  FROM position p CROSS JOIN LATERAL (SELECT p.basis AS total) s /*yearly*/
  WHERE NOT p.rolls),
kept AS MATERIALIZED (
  SELECT account_id, side, day, sum(amount) AS amount
  FROM (SELECT account_id, side, day, amount FROM accounts_interestaccrual
        WHERE account_id >= %(first)s AND account_id < %(stop)s
        UNION ALL
        SELECT account_id, side, day, amount FROM accounts_interestadjustment
        WHERE account_id >= %(first)s AND account_id < %(stop)s) x
  GROUP BY 1, 2, 3)
SELECT count(*), count(*) FILTER (WHERE wrong),
       min(account_id || ' on ' || day) FILTER (WHERE wrong)
FROM (SELECT account_id, day, coalesce(e.amount, 0) <> coalesce(k.amount, 0) AS wrong
      FROM expected e FULL JOIN kept k USING (account_id, side, day)) x""".replace(
    "/*yearly*/", _YEARLY
).replace("/*amount*/", _AMOUNT)

_POSTED = """
WITH posted AS (
  SELECT account_id, side, sum(gross) AS gross, max(period_end) AS period_end,
         (array_agg(carried ORDER BY period_end DESC))[1] AS carried,
         (array_agg(adjusted_through ORDER BY period_end DESC))[1] AS adjusted_through
  FROM accounts_interestposting GROUP BY account_id, side),
accrued AS (
  SELECT p.account_id, p.side, sum(i.amount) AS amount
  FROM posted p JOIN accounts_interestaccrual i
    ON i.account_id = p.account_id AND i.side = p.side AND i.day <= p.period_end
  GROUP BY 1, 2),
adjusted AS (
  SELECT p.account_id, p.side, sum(i.amount) AS amount
  FROM posted p JOIN accounts_interestadjustment i
    ON i.account_id = p.account_id AND i.side = p.side AND i.adjusted_on <= p.adjusted_through
  GROUP BY 1, 2)
SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
FROM (
  SELECT p.account_id,
         coalesce(a.amount, 0) + coalesce(j.amount, 0) <> p.gross + p.carried AS wrong
  FROM posted p LEFT JOIN accrued a USING (account_id, side)
  LEFT JOIN adjusted j USING (account_id, side)
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM p.side * p.gross
  FROM accounts_interestposting p
  LEFT JOIN ledger_entry e ON e.txn_id = p.txn_id AND e.account_id = p.account_id
  WHERE p.gross <> 0
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM -p.tax
  FROM accounts_interestposting p
  LEFT JOIN ledger_entry e ON e.txn_id = p.tax_txn_id AND e.account_id = p.account_id
  WHERE p.tax <> 0) x"""

_CONTROLLED = """
WITH booked AS (SELECT max(business_day) AS day FROM accounts_interestbook),
sub AS (
  SELECT a.currency, x.side, sum(x.amount) AS amount
  FROM (SELECT i.account_id, i.side, i.amount
        FROM accounts_interestaccrual i JOIN accounts_interestday d USING (day)
        WHERE d.business_day <= (SELECT day FROM booked)
        UNION ALL
        SELECT account_id, side, amount FROM accounts_interestadjustment
        WHERE adjusted_on <= (SELECT day FROM booked)
        UNION ALL
        SELECT account_id, side, -gross FROM accounts_interestposting
        WHERE booked_on <= (SELECT day FROM booked)) x
  JOIN accounts_account a ON a.ledger_account_id = x.account_id
  GROUP BY 1, 2),
line AS (
  SELECT a.currency, CASE g.code WHEN '2200' THEN 1 ELSE -1 END AS side, sum(e.amount) AS balance
  FROM ledger_account a
  JOIN ledger_gl_account g ON g.id = a.gl_account_id
  JOIN ledger_entry e ON e.account_id = a.id
  WHERE g.code IN ('2200', '1300') AND e.booking_date <= (SELECT day FROM booked)
  GROUP BY 1, 2)
SELECT count(*), count(*) FILTER (WHERE wrong), min(currency) FILTER (WHERE wrong)
FROM (SELECT currency,
             coalesce(l.balance, 0) <> coalesce(s.side * round(s.amount), 0) AS wrong
      FROM sub s FULL JOIN line l USING (currency, side)
      WHERE (SELECT day FROM booked) IS NOT NULL) x"""


# The same of the postings of one day, so that a day's end does not read all of history: what came
# before them was tried at the ends of their own days, and rows of interest are never changed.
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

# The same where a period has ended for very many accounts: what they accrued is summed before it is
# joined, which PostgreSQL does on several processors. Only accounts whose own period began later or
# ended earlier than that of most have days to be left out.
_MANY_POSTED_ON = """
WITH posted AS MATERIALIZED (
  SELECT account_id, side, sum(gross) AS gross, max(adjusted_through) AS adjusted_through,
         min(period_end) AS first_end, (array_agg(carried ORDER BY period_end DESC))[1] AS carried,
         (array_agg(carried_in ORDER BY period_end))[1] AS carried_in
  FROM accounts_interestposting WHERE booked_on = %(day)s GROUP BY account_id, side),
before AS MATERIALIZED (
  SELECT p.account_id, p.side, b.carried, b.adjusted_through
  FROM posted p
  CROSS JOIN LATERAL (
    SELECT carried, adjusted_through FROM accounts_interestposting
    WHERE account_id = p.account_id AND side = p.side AND period_end < p.first_end
    ORDER BY period_end DESC LIMIT 1) b),
accrued AS MATERIALIZED (
  SELECT i.account_id, i.side, sum(i.amount) AS amount
  FROM accounts_interestaccrual i
  LEFT JOIN (
    SELECT account_id, side, max(period_end) FILTER (WHERE booked_on < %(day)s) AS after,
           max(period_end) AS until
    FROM accounts_interestposting
    WHERE period_end >= %(first)s AND booked_on <= %(day)s
    GROUP BY account_id, side
    HAVING max(period_end) < %(last)s OR max(period_end) FILTER (WHERE booked_on < %(day)s) IS NOT NULL
  ) own ON own.account_id = i.account_id AND own.side = i.side
  WHERE i.day >= %(first)s AND i.day <= %(last)s
    AND (own.until IS NULL OR i.day <= own.until) AND (own.after IS NULL OR i.day > own.after)
  GROUP BY i.account_id, i.side),
adjusted AS MATERIALIZED (
  SELECT i.account_id, i.side, sum(i.amount) AS amount
  FROM accounts_interestadjustment i
  JOIN posted p USING (account_id, side) LEFT JOIN before b USING (account_id, side)
  WHERE i.adjusted_on > coalesce(b.adjusted_through, '-infinity')
    AND i.adjusted_on <= p.adjusted_through
  GROUP BY 1, 2)
SELECT count(*), count(*) FILTER (WHERE wrong), min(account_id) FILTER (WHERE wrong)
FROM (
  SELECT p.account_id,
         coalesce(b.carried, 0) <> p.carried_in
         OR p.carried_in + coalesce(a.amount, 0) + coalesce(j.amount, 0) <> p.gross + p.carried
         AS wrong
  FROM posted p LEFT JOIN before b USING (account_id, side)
  LEFT JOIN accrued a USING (account_id, side)
  LEFT JOIN adjusted j USING (account_id, side)
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM p.side * p.gross
  FROM accounts_interestposting p
  LEFT JOIN ledger_entry e ON e.txn_id = p.txn_id AND e.account_id = p.account_id
   AND e.booking_date = %(day)s
  WHERE p.booked_on = %(day)s AND p.gross <> 0
  UNION ALL
  SELECT p.account_id, e.amount IS DISTINCT FROM -p.tax
  FROM accounts_interestposting p
  LEFT JOIN ledger_entry e ON e.txn_id = p.tax_txn_id AND e.account_id = p.account_id
   AND e.booking_date = %(day)s
  WHERE p.booked_on = %(day)s AND p.tax <> 0) x"""

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


def recomputed(*, parts: Sequence[DayPart], ids: range) -> Found:
    """Compare a range's accruals and adjustments, day by day, with interest worked out anew."""
    values: dict[str, Any] = {
        "days": [part.day for part in parts],
        "day_counts": [part.day_count for part in parts],
        "numerators": [part.numerator for part in parts],
        "denominators": [part.denominator for part in parts],
        "first": ids.start,
        "stop": ids.stop,
    }
    return _run(_RECOMPUTED, values)


def posted() -> Found:
    """Compare what was posted and carried with what was accrued, and with the journal."""
    with transaction.atomic():
        _join_sets()
        return _run(_POSTED, {})


def posted_on(*, day: date) -> Found:
    """Compare what was posted on a day with what had accrued since the posting before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DAYS_POSTED, {"day": day})
        count, last, first = cursor.fetchone()
        if not count:
            return Found(0, 0, "")
        if count > _FEW:
            _join_sets()
            return _run(_MANY_POSTED_ON, {"day": day, "first": first, "last": last})
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        days = [date.fromordinal(ordinal) for ordinal in ordinals]
        return _run(_POSTED_ON, {"day": day, "days": days})


def controlled() -> Found:
    """Compare the control accounts with what is accrued and not posted."""
    return _run(_CONTROLLED, {})


def controlled_on(*, day: date) -> Found:
    """Compare the control accounts at the end of a day with what the day made of it."""
    return _run(_CONTROLLED_ON, {"day": day})


def _join_sets() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def _run(statement: str, values: dict[str, Any]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        checked, violations, example = cursor.fetchone()
    return Found(checked, violations, "" if example is None else str(example))
