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
    return run(_RECOMPUTED, values)


def posted() -> Found:
    """Compare what was posted and carried with what was accrued, and with the journal."""
    with transaction.atomic():
        join_sets()
        return run(_POSTED, {})


def controlled() -> Found:
    """Compare the control accounts with what is accrued and not posted."""
    return run(_CONTROLLED, {})


def join_sets() -> None:
    """Join sets, never row by row, until the transaction ends: for tables too new for statistics."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def run(statement: str, values: dict[str, Any]) -> Found:
    """Run a check: a statement that returns how many it looked at, how many are wrong, and one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        checked, violations, example = cursor.fetchone()
    return Found(checked, violations, "" if example is None else str(example))
