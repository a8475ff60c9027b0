"""Posting accrued interest, by set-based SQL over ranges of ledger account ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from accounts.domain.interest import Side
from accounts.models import InterestPosting
from bankcore.db.transactions import requires_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is posted at a period's end: one side of a product's accounts in one currency.

    What was accrued before `since` and adjusted up to `adjusted_after` is posted already.
    """

    product_id: int
    currency: int
    side: Side
    since: date
    adjusted_after: date
    tax_rate: Decimal


class Due(NamedTuple):
    """What an account is to be posted, in minor units."""

    account_id: int
    currency: int
    side: int
    gross: int
    tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The transactions that some postings are in: by currency and side, and tax by currency."""

    period_end: date
    booked_on: date
    adjusted_through: date | None
    interest: dict[tuple[int, int], int]
    tax: dict[int, int]


# What an account has accrued since its last posting, with what that left over. Halves are rounded
# away from zero; what rounding leaves is carried to the next posting. All days are summed for all, and
# the few accounts that were settled within the period, which have other days unposted, once more. In the
# order of accounts, so that their postings come to lie together.
_COLLECT = """
CREATE TEMPORARY TABLE interest_due ON COMMIT DROP AS
WITH period AS MATERIALIZED (
  SELECT * FROM unnest(%(product_id)s::bigint[], %(currency)s::smallint[], %(side)s::smallint[],
                       %(adjusted_after)s::date[], %(tax_rate)s::numeric[])
  AS p (product_id, currency, side, adjusted_after, tax_rate)),
last AS MATERIALIZED (
  SELECT a.ledger_account_id AS account_id, period.side, period.currency, period.tax_rate,
         coalesce(p.period_end, '-infinity') AS period_end, coalesce(p.carried, 0) AS carried,
         greatest(coalesce(p.adjusted_through, '-infinity'), period.adjusted_after) AS adjusted
  FROM accounts_account a
  JOIN period ON period.product_id = a.product_id AND period.currency = a.currency
  JOIN ledger_balance b ON b.account_id = a.ledger_account_id
  LEFT JOIN (
    SELECT DISTINCT ON (account_id, side) account_id, side, period_end, adjusted_through, carried
    FROM accounts_interestposting WHERE account_id >= %(first)s AND account_id < %(stop)s
    ORDER BY account_id, side, period_end DESC) p
    ON p.account_id = a.ledger_account_id AND p.side = period.side
  WHERE a.ledger_account_id >= %(first)s AND a.ledger_account_id < %(stop)s
    AND b.account_id >= %(first)s AND b.account_id < %(stop)s
    AND b.status <> 4 AND coalesce(p.period_end, '-infinity') < %(end)s),
accrued AS (
  SELECT account_id, side, sum(amount) AS amount FROM accounts_interestaccrual
  WHERE day = ANY(%(days)s) AND account_id >= %(first)s AND account_id < %(stop)s
  GROUP BY account_id, side),
settled AS (
  SELECT last.account_id, last.side,
         (SELECT sum(i.amount)
          FROM generate_series(last.period_end + 1, %(end)s, '1 day') AS d (day)
          JOIN accounts_interestaccrual i
            ON i.day = d.day::date AND i.account_id = last.account_id AND i.side = last.side) AS amount
  FROM last WHERE period_end >= %(since)s),
adjusted AS (
  SELECT i.account_id, i.side, sum(i.amount) AS amount
  FROM accounts_interestadjustment i
  JOIN last ON last.account_id = i.account_id AND last.side = i.side
           AND i.adjusted_on > last.adjusted
  WHERE i.account_id >= %(first)s AND i.account_id < %(stop)s
  GROUP BY i.account_id, i.side)
SELECT account_id, currency, side, carried AS carried_in, earned AS accrued,
       round(carried + earned)::bigint AS gross,
       greatest(round(round(carried + earned) * tax_rate), 0)::bigint AS tax
FROM (SELECT last.*, coalesce(a.amount, 0) + coalesce(j.amount, 0) AS earned
      FROM last
      LEFT JOIN (SELECT account_id, side, amount FROM settled
                 UNION ALL
                 SELECT account_id, side, amount FROM accrued
                 WHERE NOT EXISTS (SELECT FROM settled
                                   WHERE settled.account_id = accrued.account_id
                                     AND settled.side = accrued.side)) a USING (account_id, side)
      LEFT JOIN adjusted j USING (account_id, side)
      WHERE a.amount IS NOT NULL OR j.amount IS NOT NULL) x
ORDER BY account_id, side"""

_OF_ONE = """
SELECT account_id, currency, side, carried AS carried_in, earned AS accrued,
       round(carried + earned)::bigint AS gross,
       greatest(round((round(carried + earned) - %(untaxed)s) * tax_rate), 0)::bigint AS tax
FROM (
  SELECT a.ledger_account_id AS account_id, a.currency, s.side, s.tax_rate,
         coalesce(p.carried, 0) AS carried,
         coalesce((SELECT sum(i.amount)
                   FROM generate_series(coalesce(p.period_end + 1, a.opened_on), %(end)s, '1 day') AS d (day)
                   JOIN accounts_interestaccrual i
                     ON i.day = d.day::date AND i.account_id = a.ledger_account_id AND i.side = s.side), 0)
         + coalesce((SELECT sum(i.amount) FROM accounts_interestadjustment i
                     WHERE i.account_id = a.ledger_account_id AND i.side = s.side
                       AND i.adjusted_on > coalesce(p.adjusted_through, '-infinity')), 0) AS earned
  FROM accounts_account a
  CROSS JOIN (VALUES (1::smallint, %(tax_rate)s::numeric), (-1::smallint, 0)) AS s (side, tax_rate)
  LEFT JOIN LATERAL (
    SELECT period_end, carried, adjusted_through FROM accounts_interestposting p
    WHERE p.account_id = a.ledger_account_id AND p.side = s.side
    ORDER BY period_end DESC LIMIT 1) p ON true
  WHERE a.ledger_account_id = %(account_id)s AND coalesce(p.period_end, '-infinity') < %(end)s) x
WHERE carried <> 0 OR earned <> 0"""

_KEEP = """
INSERT INTO accounts_interestposting
  (account_id, side, period_end, carried_in, accrued, gross, tax, carried, booked_on,
   adjusted_through, txn_id, tax_txn_id)
SELECT d.account_id, d.side, %(period_end)s, d.carried_in, d.accrued, d.gross, d.tax,
       d.carried_in + d.accrued - d.gross, %(booked_on)s, %(adjusted_through)s,
       CASE WHEN d.gross <> 0 THEN i.txn_id END, CASE WHEN d.tax <> 0 THEN t.txn_id END
FROM interest_due d
LEFT JOIN unnest(%(currency)s::smallint[], %(side)s::smallint[], %(txn_id)s::bigint[])
  AS i (currency, side, txn_id) ON i.currency = d.currency AND i.side = d.side
LEFT JOIN unnest(%(tax_currency)s::smallint[], %(tax_txn_id)s::bigint[])
  AS t (currency, txn_id) ON t.currency = d.currency
ORDER BY d.account_id, d.side"""


@requires_transaction
def collect(*, periods: Sequence[Period], end: date, ids: range) -> list[Due]:
    """Find what is to be posted for a range's accounts up to a day; `keep` makes it a posting.

    All periods have begun on the same day. Closed accounts are left out, and those posted before.
    """
    values: dict[str, Any] = {
        "product_id": [period.product_id for period in periods],
        "currency": [period.currency for period in periods],
        "side": [int(period.side) for period in periods],
        "adjusted_after": [period.adjusted_after for period in periods],
        "tax_rate": [period.tax_rate for period in periods],
        "days": [
            date.fromordinal(each)
            for each in range(periods[0].since.toordinal(), end.toordinal() + 1)
        ],
        "since": periods[0].since,
        "end": end,
        "first": ids.start,
        "stop": ids.stop,
    }
    return _collect(_COLLECT, values)


@requires_transaction
def collect_of(*, account_id: int, end: date, tax_rate: Decimal, untaxed: int) -> list[Due]:
    """Find all that one ledger account has unposted; `untaxed` of it is not the customer's."""
    values = {"account_id": account_id, "end": end, "tax_rate": tax_rate, "untaxed": untaxed}
    return _collect("CREATE TEMPORARY TABLE interest_due ON COMMIT DROP AS" + _OF_ONE, values)


@requires_transaction
def keep(*, booked: Booked) -> int:
    """Keep what was collected as postings in these transactions; returns how many.

    Raises IntegrityError where one was posted for this period before.
    """
    values = {
        "period_end": booked.period_end,
        "booked_on": booked.booked_on,
        "adjusted_through": booked.adjusted_through,
        "currency": [currency for currency, _ in booked.interest],
        "side": [side for _, side in booked.interest],
        "txn_id": list(booked.interest.values()),
        "tax_currency": list(booked.tax),
        "tax_txn_id": list(booked.tax.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        kept = int(cursor.rowcount)
        cursor.execute("DROP TABLE interest_due")
    return kept


def unposted_of(*, account_id: int, end: date) -> dict[int, Decimal]:
    """Return what one ledger account has accrued up to a day and not posted, by side."""
    values: dict[str, Any] = {"account_id": account_id, "end": end, "tax_rate": 0, "untaxed": 0}
    with connection.cursor() as cursor:
        cursor.execute(_OF_ONE, values)
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row["side"]: row["carried_in"] + row["accrued"] for row in rows}


def earned_since(*, account_id: int, side: Side, first: date, end: date) -> Decimal:
    """Return what one ledger account has earned on the days between two, both included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(amount), 0) FROM (
              SELECT i.amount FROM generate_series(%(first)s::date, %(end)s::date, '1 day') AS d (day)
              JOIN accounts_interestaccrual i
                ON i.day = d.day::date AND i.account_id = %(id)s AND i.side = %(side)s
              UNION ALL
              SELECT amount FROM accounts_interestadjustment
              WHERE account_id = %(id)s AND side = %(side)s AND day BETWEEN %(first)s AND %(end)s) x""",
            {"id": account_id, "side": int(side), "first": first, "end": end},
        )
        (earned,) = cursor.fetchone()
        return Decimal(earned)


def list_of(*, account_id: int, limit: int) -> list[InterestPosting]:
    """Return a ledger account's latest postings, newest first."""
    rows = InterestPosting.objects.filter(account_id=account_id)
    return list(rows.order_by("-period_end", "side")[:limit])


def _collect(statement: str, values: dict[str, Any]) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute(
            """
            SELECT account_id, currency, side, gross, tax FROM interest_due
            WHERE gross <> 0 ORDER BY currency, side, account_id"""
        )
        return list(map(Due._make, cursor.fetchall()))
