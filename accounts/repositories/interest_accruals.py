"""Interest accrued day by day, by set-based SQL over ranges of ledger account ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.domain.interest import Band
from bankcore.db.transactions import first_to_write, requires_transaction

# The multiplication by a part with eight decimals keeps as many in the division that follows it.
_BANDS = """
band AS MATERIALIZED (
  SELECT * FROM unnest(%(product_id)s::bigint[], %(currency)s::smallint[], %(side)s::smallint[],
    %(lower)s::bigint[], %(upper)s::bigint[], %(base)s::numeric[], %(off)s::numeric[],
    %(rate)s::numeric(9,6)[], %(excess_rate)s::numeric[], %(numerator)s::numeric(20,8)[],
    %(denominator)s::numeric[], %(compounds_from)s::date[])
  AS b (product_id, currency, side, lower, upper, base, off, rate, excess_rate, numerator,
        denominator, compounds_from))"""

# Balances by value at the end of a day, from what was booked up to the business day that closes:
# the next day is open already, and what is booked on it belongs to its own end of day. Worked out once
# for each account, and not again for each band.
_BALANCES_OF_RANGE = """
balance AS MATERIALIZED (
  SELECT a.ledger_account_id AS account_id, a.product_id, a.currency,
         b.cr_posted - b.dr_posted - coalesce(later.amount, 0) AS balance
  FROM accounts_account a
  JOIN ledger_balance b ON b.account_id = a.ledger_account_id
  LEFT JOIN (
    SELECT account_id, sum(amount)::bigint AS amount FROM (
      SELECT account_id, amount FROM ledger_entry
      WHERE booking_date > %(closing)s AND account_id >= %(first)s AND account_id < %(end)s
      UNION ALL
      SELECT account_id, amount FROM ledger_entry
      WHERE booking_date <= %(closing)s AND value_date > booking_date AND value_date > %(day)s
        AND account_id >= %(first)s AND account_id < %(end)s) e
    GROUP BY account_id) later ON later.account_id = b.account_id
  WHERE a.ledger_account_id >= %(first)s AND a.ledger_account_id < %(end)s
    AND b.account_id >= %(first)s AND b.account_id < %(end)s)"""

_BALANCES_OF_SOME = """
balance AS (
  SELECT a.ledger_account_id AS account_id, a.product_id, a.currency,
         b.cr_posted - b.dr_posted
         - coalesce((SELECT sum(e.amount) FROM ledger_entry e
                     WHERE e.account_id = b.account_id AND e.booking_date > %(day)s
                       AND (e.value_date > %(day)s OR e.booking_date > %(closing)s)), 0)::bigint
         - coalesce((SELECT sum(e.amount) FROM ledger_entry e
                     WHERE e.account_id = b.account_id AND e.booking_date <= %(day)s
                       AND e.value_date > e.booking_date AND e.value_date > %(day)s), 0)::bigint
         AS balance
  FROM unnest(%(accounts)s::bigint[]) AS asked (account_id)
  JOIN accounts_account a ON a.ledger_account_id = asked.account_id
  JOIN ledger_balance b ON b.account_id = asked.account_id)"""

_COMPOUNDING = """
compounding AS MATERIALIZED (
  SELECT b.account_id, c.side, c.compounds_from
  FROM balance b
  JOIN (SELECT DISTINCT product_id, currency, side, compounds_from FROM band
        WHERE compounds_from IS NOT NULL) c
    ON c.product_id = b.product_id AND c.currency = b.currency)"""

_COMPOUNDED_OF_RANGE = """
compounded AS MATERIALIZED (
  SELECT x.account_id, x.side, sum(x.amount) AS amount
  FROM (SELECT account_id, side, day, amount FROM accounts_interestaccrual
        WHERE day >= %(compounds_from_first)s AND day < %(day)s
          AND account_id >= %(first)s AND account_id < %(end)s
        UNION ALL
        SELECT account_id, side, day, amount FROM accounts_interestadjustment
        WHERE day >= %(compounds_from_first)s AND day < %(day)s
          AND account_id >= %(first)s AND account_id < %(end)s) x
  JOIN compounding c ON c.account_id = x.account_id AND c.side = x.side
  WHERE x.day >= c.compounds_from
  GROUP BY x.account_id, x.side)"""

_COMPOUNDED_OF_SOME = """
compounded AS MATERIALIZED (
  SELECT x.account_id, x.side, sum(x.amount) AS amount
  FROM (SELECT i.account_id, i.side, i.day, i.amount
        FROM generate_series(%(compounds_from_first)s::date, %(day)s::date - 1, '1 day') AS days (day)
        JOIN accounts_interestaccrual i
          ON i.day = days.day::date AND i.account_id = ANY(%(accounts)s)
        UNION ALL
        SELECT account_id, side, day, amount FROM accounts_interestadjustment
        WHERE account_id = ANY(%(accounts)s)
          AND day >= %(compounds_from_first)s AND day < %(day)s) x
  JOIN compounding c ON c.account_id = x.account_id AND c.side = x.side
  WHERE x.day >= c.compounds_from
  GROUP BY x.account_id, x.side)"""

_NOTHING_COMPOUNDED = """
compounded AS MATERIALIZED (SELECT 0::bigint AS account_id, 0::smallint AS side, 0::numeric AS amount WHERE false)"""

_DUE = """
due AS (
  SELECT s.account_id, s.side, s.basis, coalesce(special.rate, s.rate) AS rate,
         round((CASE WHEN special.rate IS NULL THEN s.base + (s.total - s.off) * s.rate
                     ELSE s.total * special.rate END
                + greatest(s.basis - coalesce(agreed.limit_minor, 0), 0) * s.excess_rate)
               * s.numerator / s.denominator, 8) AS amount
  FROM (SELECT b.account_id, b.balance * c.side AS basis, c.*,
               b.balance * c.side + coalesce(d.amount, 0) AS total
        FROM balance b
        JOIN (SELECT DISTINCT product_id, currency, side FROM band) offered
          ON offered.product_id = b.product_id AND offered.currency = b.currency
         AND offered.side = CASE WHEN b.balance > 0 THEN 1 WHEN b.balance < 0 THEN -1 END
        LEFT JOIN compounded d ON d.account_id = b.account_id AND d.side = offered.side
        JOIN band c ON c.product_id = b.product_id AND c.currency = b.currency
         AND c.side = offered.side
         AND b.balance * c.side + coalesce(d.amount, 0) >= c.lower
         AND (c.upper IS NULL OR b.balance * c.side + coalesce(d.amount, 0) < c.upper)) s
  LEFT JOIN (SELECT DISTINCT ON (account_id, side) account_id, side, rate
             FROM accounts_interestspecial WHERE effective_from <= %(day)s
             ORDER BY account_id, side, effective_from DESC) special
    ON special.account_id = s.account_id AND special.side = s.side
  LEFT JOIN (SELECT DISTINCT ON (account_id) account_id, limit_minor
             FROM accounts_interestlimit WHERE day <= %(day)s
             ORDER BY account_id, day DESC) agreed ON agreed.account_id = s.account_id)"""

_ADD_ACCRUALS = """
INSERT INTO accounts_interestaccrual (day, account_id, side, basis, rate, amount)
SELECT %(day)s, account_id, side, basis, rate, amount FROM due WHERE amount <> 0
ORDER BY account_id"""
_WHAT_IS_THERE_STAYS = "\nON CONFLICT DO NOTHING"

_ADD_ADJUSTMENTS = """
INSERT INTO accounts_interestadjustment (account_id, day, side, adjusted_on, amount)
SELECT account_id, %(day)s, side, %(closing)s, coalesce(due.amount, 0) - coalesce(so_far.amount, 0)
FROM due
FULL JOIN (
  SELECT account_id, side, sum(amount) AS amount
  FROM (SELECT account_id, side, amount FROM accounts_interestaccrual
        WHERE day = %(day)s AND account_id = ANY(%(accounts)s)
        UNION ALL
        SELECT account_id, side, amount FROM accounts_interestadjustment
        WHERE day = %(day)s AND account_id = ANY(%(accounts)s)) x
  GROUP BY account_id, side) so_far USING (account_id, side)
WHERE coalesce(due.amount, 0) <> coalesce(so_far.amount, 0)
ON CONFLICT DO NOTHING"""


def ranges(*, size: int) -> list[range]:
    """Return ranges of ledger account ids that hold every customer's account, the same each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(ledger_account_id), max(ledger_account_id) FROM accounts_account"
        )
        lowest, highest = cursor.fetchone()
    if lowest is None:
        return []
    return [range(first, first + size) for first in range(lowest // size * size, highest + 1, size)]


@requires_transaction
def accrue_interest(*, day: date, closing: date, bands: Sequence[Band], ids: range) -> int:
    """Accrue one day for the accounts of a range; returns the rows added.

    `closing` is the business day that ends: later bookings do not count. What is accrued already
    stays.
    """
    values = {**_values(bands), "day": day, "closing": closing}
    values |= {"first": ids.start, "end": ids.stop}
    parts = [_BANDS, _BALANCES_OF_RANGE, _compounded(values, _COMPOUNDED_OF_RANGE), _DUE]
    # Only a run that was cut short and goes on finds any.
    add = _ADD_ACCRUALS + (_WHAT_IS_THERE_STAYS if _is_begun(values) else "")
    with connection.cursor() as cursor:
        # Sets are joined: what no statistics tell of is taken for few rows otherwise.
        cursor.execute("SET LOCAL enable_nestloop = off")
    with first_to_write():
        return _run("WITH " + ",".join(parts) + add, values)


def _is_begun(values: dict[str, Any]) -> bool:
    """Return whether an account of the range has the day's accrual."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (SELECT FROM accounts_interestaccrual WHERE day = %(day)s
                           AND account_id >= %(first)s AND account_id < %(end)s)""",
            values,
        )
        (is_begun,) = cursor.fetchone()
    return bool(is_begun)


@requires_transaction
def adjust_interest(
    *, day: date, closing: date, bands: Sequence[Band], account_ids: Sequence[int]
) -> int:
    """Bring what was accrued for a past day to what it should have been; returns the rows added."""
    values = {**_values(bands), "day": day, "closing": closing, "accounts": list(account_ids)}
    parts = [_BANDS, _BALANCES_OF_SOME, _compounded(values, _COMPOUNDED_OF_SOME), _DUE]
    return _run("WITH " + ",".join(parts) + _ADD_ADJUSTMENTS, values)


def valued_before(*, day: date, since: date) -> list[tuple[int, date]]:
    """Return customers' ledger accounts with bookings since a day that have value before `day`.

    Each with the earliest such value date. Bookings on `day` itself and on earlier business days
    that have been looked at before are found again: looking twice changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.account_id, min(e.value_date) FROM ledger_entry e
            JOIN accounts_account a ON a.ledger_account_id = e.account_id
            WHERE e.booking_date BETWEEN %s AND %s
              AND e.value_date < e.booking_date AND e.value_date < %s
            GROUP BY e.account_id ORDER BY e.account_id""",
            [since, day, day],
        )
        rows: list[tuple[int, date]] = cursor.fetchall()
        return rows


@requires_transaction
def note_limits(*, day: date) -> int:
    """Note every account's overdraft limit where it is not what was noted last."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_interestlimit (account_id, day, limit_minor)
            SELECT a.ledger_account_id, %(day)s, greatest(-b.floor, 0)
            FROM accounts_account a
            JOIN ledger_balance b ON b.account_id = a.ledger_account_id
            LEFT JOIN (SELECT DISTINCT ON (account_id) account_id, limit_minor
                       FROM accounts_interestlimit WHERE day <= %(day)s
                       ORDER BY account_id, day DESC) noted ON noted.account_id = b.account_id
            WHERE greatest(-b.floor, 0) <> coalesce(noted.limit_minor, 0)
            ON CONFLICT DO NOTHING""",
            {"day": day},
        )
        return int(cursor.rowcount)


def _compounded(values: dict[str, Any], query: str) -> str:
    starts = [start for start in values["compounds_from"] if start is not None]
    if not starts:
        return _NOTHING_COMPOUNDED
    values["compounds_from_first"] = min(starts)
    return ",".join([_COMPOUNDING, query])


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _values(bands: Sequence[Band]) -> dict[str, Any]:
    names = (
        "product_id", "currency", "side", "lower", "upper", "base", "off", "rate", "excess_rate",
        "numerator", "denominator", "compounds_from",
    )  # fmt: skip
    columns = list(zip(*(astuple(band) for band in bands), strict=True)) or [()] * len(names)
    values: dict[str, Any] = {
        name: list(column) for name, column in zip(names, columns, strict=True)
    }
    for name in ("base", "off", "rate", "excess_rate", "numerator", "denominator"):
        values[name] = [Decimal(value) for value in values[name]]
    values["side"] = [int(side) for side in values["side"]]
    return values
