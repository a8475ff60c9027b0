"""Balances of past days, one account at a time."""

from __future__ import annotations

from datetime import date

from django.db import connection

# From the newest end of a closed day that is kept, forwards over what was booked since.
_BOOKED = """
WITH kept AS (
  SELECT p.last_day AS day, s.balance FROM ledger_period p
  JOIN ledger_snapshot s ON s.day = p.last_day AND s.account_id = %(account_id)s
  WHERE p.last_day <= %(day)s AND p.last_day >= %(opened_on)s
  ORDER BY p.last_day DESC LIMIT 1)
SELECT (SELECT day FROM kept), coalesce((SELECT balance FROM kept), 0)"""

_SINCE = """
SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entry
WHERE account_id = %s AND booking_date > %s AND booking_date <= %s"""

# What booking and value date tell apart: valued by then but booked later, less the other way round.
_VALUED_ELSEWHERE = """
SELECT (SELECT coalesce(sum(amount), 0) FROM ledger_entry
        WHERE account_id = %(account_id)s AND value_date <> booking_date
          AND booking_date > %(day)s AND value_date <= %(day)s)
     - (SELECT coalesce(sum(amount), 0) FROM ledger_entry
        WHERE account_id = %(account_id)s AND value_date <> booking_date
          AND booking_date <= %(day)s AND value_date > %(day)s)"""


def booked(*, ledger_account_id: int, opened_on: date, day: date) -> int:
    """Return credits less debits of all entries booked up to `day`, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BOOKED, {"account_id": ledger_account_id, "day": day, "opened_on": opened_on}
        )
        kept_on, balance = cursor.fetchone()
        cursor.execute(_SINCE, [ledger_account_id, kept_on or date.min, day])
        (since,) = cursor.fetchone()
        return int(balance) + int(since)


def valued_elsewhere(*, ledger_account_id: int, day: date) -> int:
    """Return what is to be added to the balance booked by `day` for the one valued by it."""
    with connection.cursor() as cursor:
        cursor.execute(_VALUED_ELSEWHERE, {"account_id": ledger_account_id, "day": day})
        (difference,) = cursor.fetchone()
        return int(difference)
