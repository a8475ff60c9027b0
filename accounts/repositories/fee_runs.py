"""Which accounts a periodic fee concerns, by sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.domain.fees import FeeRate, MonthBalances
from accounts.domain.usage import FeeSchedule
from bankcore.db.transactions import requires_transaction

# Terms of the fee on the day, the accounts under them, and whether a waiver covers them. An
# account that is closed or that the bank lends on (debit side) pays no such fee.
_CONCERNED = """
terms AS (
  SELECT DISTINCT ON (product_id, currency) * FROM accounts_feeterms
  WHERE event = %(event)s AND effective_from <= %(day)s
  ORDER BY product_id, currency, effective_from DESC),
concerned AS (
  SELECT a.id, a.ledger_account_id, greatest(a.opened_on, %(first)s) AS first_day,
         b.cr_posted - b.dr_posted AS balance, b.floor,
         t.fixed, t.percentage, t.lowest, t.highest, t.waived_from, t.waived_basis,
         coalesce((SELECT w.reason FROM accounts_feewaiver w
                   WHERE (w.account_id = a.id OR w.customer_id = a.customer_id)
                     AND w.event = %(event)s AND w.from_day <= %(day)s
                     AND (w.to_day IS NULL OR w.to_day >= %(day)s)
                   ORDER BY w.id LIMIT 1), '') AS waived
  FROM accounts_account a
  JOIN terms t ON t.product_id = a.product_id AND t.currency = a.currency
  JOIN ledger_balance b ON b.account_id = a.ledger_account_id
  WHERE b.status <> 4 AND b.sign = 1 AND a.opened_on <= %(last)s
    AND (NOT %(dormant)s OR EXISTS (
      SELECT FROM accounts_accountstate s WHERE s.account_id = a.id AND s.state = 'DORMANT'
        AND NOT EXISTS (SELECT FROM accounts_accountstate newer
                        WHERE newer.account_id = a.id AND newer.id > s.id))))"""

# End-of-day balances by booking day. With C the balance at the end of the last day and n days,
# their sum is n * C less every amount times the days of the month before it was booked.
_OF_MONTH = f"""
WITH {_CONCERNED},
moved AS (
  SELECT c.id, e.booking_date, sum(e.amount) AS amount
  FROM ledger_entry e JOIN concerned c ON c.ledger_account_id = e.account_id
  WHERE e.booking_date >= %(first)s GROUP BY c.id, e.booking_date),
run AS (
  SELECT m.*, sum(m.amount) FILTER (WHERE m.booking_date <= %(last)s)
                OVER (PARTITION BY m.id ORDER BY m.booking_date) AS so_far
  FROM moved m),
of_month AS (
  SELECT c.id,
         coalesce(sum(r.amount) FILTER (WHERE r.booking_date > %(last)s), 0) AS later,
         coalesce(sum(r.amount) FILTER (WHERE r.booking_date <= %(last)s), 0) AS within,
         coalesce(sum(r.amount * greatest(r.booking_date - c.first_day, 0))
                  FILTER (WHERE r.booking_date <= %(last)s), 0) AS weighted,
         min(r.so_far) FILTER (WHERE r.booking_date <= %(last)s) AS lowest_so_far,
         coalesce(bool_or(r.booking_date <= c.first_day), false) AS moved_at_once
  FROM concerned c LEFT JOIN run r ON r.id = c.id GROUP BY c.id)
SELECT c.id, c.fixed, c.percentage, c.lowest, c.highest, c.waived_from, c.waived_basis, c.waived,
       floor((c.balance - o.later)
             - o.weighted / (%(last)s::date - c.first_day + 1)::numeric)::bigint,
       (c.balance - o.later - o.within
        + CASE WHEN o.moved_at_once THEN o.lowest_so_far
               ELSE least(coalesce(o.lowest_so_far, 0), 0) END)::bigint,
       0
FROM concerned c JOIN of_month o ON o.id = c.id ORDER BY c.id"""  # noqa: S608 - no input in it

# Accounts below what was agreed at the end of the day; where nothing ever was, below their floor.
_IN_EXCESS = f"""
WITH {_CONCERNED}
SELECT c.id, c.fixed, c.percentage, c.lowest, c.highest, NULL::bigint, c.waived_basis, c.waived,
       0, 0, (-v.balance - l.agreed)::bigint
FROM concerned c
JOIN ledger_value_balances(%(day)s) v ON v.account_id = c.ledger_account_id
CROSS JOIN LATERAL (
  SELECT CASE WHEN EXISTS (SELECT FROM accounts_overdraft o WHERE o.account_id = c.id)
    THEN coalesce((SELECT o.limit_minor FROM accounts_overdraft o
                   WHERE o.account_id = c.id AND o.from_day <= %(day)s
                     AND (o.to_day IS NULL OR o.to_day >= %(day)s)
                   ORDER BY o.id DESC LIMIT 1), 0)
    ELSE -coalesce(c.floor, 0) END AS agreed) l
WHERE v.balance < -l.agreed ORDER BY c.id"""  # noqa: S608 - no input in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """An account that a periodic fee concerns, in minor units of its currency.

    `excess` is by how much it is beyond its overdraft limit.
    """

    account: int
    schedule: FeeSchedule
    waived_reason: str
    balances: MonthBalances
    excess: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that a periodic fee looks at: its terms are those of `day`."""

    day: date
    first: date
    last: date


def of_month(*, event: str, days: Days, dormant: bool) -> list[Concerned]:
    """Return the accounts under a monthly fee, with their balances of the month.

    With `dormant`, the dormant ones among them.
    """
    return _concerned(_OF_MONTH, event, days, dormant=dormant)


def in_excess(*, event: str, day: date) -> list[Concerned]:
    """Return the accounts beyond their overdraft limit at the end of the day."""
    return _concerned(_IN_EXCESS, event, Days(day=day, first=day, last=day), dormant=False)


@requires_transaction
def begin(*, event: str, period: str, day: date, now: datetime) -> bool:
    """Take on looking at all accounts for this event and period; False where it was done."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_feeassessment (event, period, day, recorded_at)
            VALUES (%s, %s, %s, %s) ON CONFLICT (event, period) DO NOTHING RETURNING id""",
            [event, period, day, now],
        )
        return cursor.fetchone() is not None


def _concerned(statement: str, event: str, days: Days, *, dormant: bool) -> list[Concerned]:
    values: dict[str, str | date | bool] = {
        "event": event,
        "day": days.day,
        "first": days.first,
        "last": days.last,
        "dormant": dormant,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> Concerned:
    account, fixed, percentage, lowest, highest, waived_from, basis, waived, *amounts = row
    average, minimum, excess = amounts
    rate = FeeRate(fixed=fixed, percentage=Decimal(percentage), lowest=lowest, highest=highest)
    return Concerned(
        account=account,
        schedule=FeeSchedule.of(rate=rate, waived_from=waived_from, basis=basis, within=None),
        waived_reason=waived,
        balances=MonthBalances(average=average, minimum=minimum),
        excess=excess,
    )
