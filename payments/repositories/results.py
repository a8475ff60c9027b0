"""The bank's income and expense in foreign currencies, as the ledger has them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.models import FxResultSale


class ResultAccount(NamedTuple):
    """An income or expense account of the bank; `balance` is credits less debits."""

    account_id: int
    gl_code: str
    currency: str
    balance: int


def foreign(*, day: date, base: str, currency: str | None = None) -> list[ResultAccount]:
    """Return accounts not kept in the base currency, with what is booked up to the day, if any."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT * FROM (
              SELECT a.id, g.code, c.code AS currency,
                     b.cr_posted - b.dr_posted - coalesce((
                       SELECT sum(e.amount)::bigint FROM ledger_entry e
                       WHERE e.account_id = a.id AND e.booking_date > %s), 0) AS balance
              FROM ledger_account a
              JOIN ledger_gl_account g ON g.id = a.gl_account_id
              JOIN ledger_currency c ON c.number = a.currency
              JOIN ledger_balance b ON b.account_id = a.id
              WHERE g.category IN ('INCOME', 'EXPENSE') AND c.code <> %s
                AND (%s::text IS NULL OR c.code = %s::text)) x
            WHERE balance <> 0 ORDER BY id""",
            [day, base, currency, currency],
        )
        return [ResultAccount(*row) for row in cursor.fetchall()]


def is_sold(*, currency: str, day: date) -> bool:
    """Return whether this day's results in the currency were turned into euros."""
    return FxResultSale.objects.filter(currency=currency, day=day).exists()


@requires_transaction
def add_sale(row: FxResultSale) -> None:
    """Record a sale; the table lets that happen once a currency and day."""
    row.save(force_insert=True)
