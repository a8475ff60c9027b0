"""What of accrued interest is unposted, in sum, and how the books show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from accounts.models import InterestBook
from bankcore.db.transactions import requires_transaction


class Unposted(NamedTuple):
    """Minor units with eight decimals that are accrued and not posted, of one currency and side."""

    currency: int
    side: int
    amount: Decimal


def unposted(*, business_day: date) -> list[Unposted]:
    """Return what is unposted at the end of a business day: what was before, and what it changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH changed AS (
              SELECT i.account_id, i.side, i.amount
              FROM accounts_interestaccrual i
              WHERE i.day = ANY(ARRAY(SELECT day FROM accounts_interestday WHERE business_day = %(day)s))
              UNION ALL
              SELECT account_id, side, amount FROM accounts_interestadjustment
              WHERE adjusted_on = %(day)s
              UNION ALL
              SELECT account_id, side, -gross FROM accounts_interestposting
              WHERE booked_on > coalesce((SELECT max(business_day) FROM accounts_interestbook
                                          WHERE business_day < %(day)s), '-infinity')
                AND booked_on <= %(day)s)
            SELECT currency, side, sum(amount) FROM (
              SELECT a.currency, c.side, sum(c.amount) AS amount
              FROM changed c JOIN accounts_account a ON a.ledger_account_id = c.account_id
              GROUP BY a.currency, c.side
              UNION ALL
              SELECT currency, side, unposted FROM accounts_interestbook
              WHERE business_day = (SELECT max(business_day) FROM accounts_interestbook
                                    WHERE business_day < %(day)s)) x
            GROUP BY currency, side ORDER BY currency, side DESC""",
            {"day": business_day},
        )
        return [Unposted(*row) for row in cursor.fetchall()]


def is_booked(*, business_day: date) -> bool:
    """Tell whether a business day's accruals are in the books."""
    return InterestBook.objects.filter(business_day=business_day).exists()


def booked_balance(*, account_id: int, day: date) -> int:
    """Return credits less debits of a ledger account by what is booked up to a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT cr_posted - dr_posted - coalesce(
                     (SELECT sum(amount) FROM ledger_entry
                      WHERE account_id = %(id)s AND booking_date > %(day)s), 0)::bigint
            FROM ledger_balance WHERE account_id = %(id)s""",
            {"id": account_id, "day": day},
        )
        (balance,) = cursor.fetchone()
        return int(balance)


@requires_transaction
def add(*, business_day: date, rows: list[tuple[Unposted, int | None]]) -> None:
    """Keep what was unposted at the end of a business day, and the transactions that booked it."""
    InterestBook.objects.bulk_create(
        InterestBook(
            business_day=business_day,
            currency=row.currency,
            side=row.side,
            unposted=row.amount,
            txn_id=txn_id,
        )
        for row, txn_id in rows
    )
