"""The general ledger's months and years, and what stands on its lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.ledger.models import GlAccount, GlPeriod


class Line(NamedTuple):
    """A line of the trial balance: credits less debits, in minor units."""

    gl_code: str
    name: str
    category: str
    currency: int
    balance: int


class Result(NamedTuple):
    """What an income or expense account has earned or cost, to be carried into equity."""

    account_id: int
    currency: int
    balance: int


def trial_balance(*, day: date) -> list[Line]:
    """Return every line's balance at the end of a rolled-up day, from the last closing on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH last AS (SELECT max(last_day) AS day FROM ledger_gl_closing WHERE last_day <= %s),
            moved AS (
              SELECT gl_account_id, currency, balance::numeric FROM ledger_gl_closing, last
              WHERE last_day = last.day
              UNION ALL
              SELECT gl_account_id, currency, credits::numeric - debits FROM ledger_gl_daily, last
              WHERE ledger_gl_daily.day <= %s
                AND ledger_gl_daily.day > coalesce(last.day, '-infinity'))
            SELECT g.code, g.name, g.category, m.currency, sum(m.balance)::bigint
            FROM moved m JOIN ledger_gl_account g ON g.id = m.gl_account_id
            GROUP BY 1, 2, 3, 4 HAVING sum(m.balance) <> 0 ORDER BY 1, 4""",
            [day, day],
        )
        return [Line(*row) for row in cursor.fetchall()]


def line_names() -> dict[str, str]:
    """Return what each line is called, by its code."""
    return dict(GlAccount.objects.values_list("code", "name"))


def results(*, day: date) -> list[Result]:
    """Return what stands on income and expense accounts by the bookings up to a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT * FROM (
              SELECT b.account_id, b.currency,
                     b.cr_posted - b.dr_posted - coalesce(
                       (SELECT sum(e.amount) FROM ledger_entry e
                        WHERE e.account_id = b.account_id AND e.booking_date > %s), 0)::bigint AS balance
              FROM ledger_balance b
              JOIN ledger_account a ON a.id = b.account_id
              JOIN ledger_gl_account g ON g.id = a.gl_account_id
              WHERE g.category IN ('INCOME', 'EXPENSE')) r
            WHERE balance <> 0 ORDER BY account_id""",
            [day],
        )
        return [Result(*row) for row in cursor.fetchall()]


def year_results(*, first: date, last: date, closing_kind: int) -> list[Line]:
    """Return what income and expense lines moved by in a time, entries of a closing kind apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH moved AS (
              SELECT gl_account_id, currency, credits::numeric - debits AS amount
              FROM ledger_gl_daily WHERE day BETWEEN %s AND %s
              UNION ALL
              SELECT a.gl_account_id, e.currency, -e.amount::numeric
              FROM ledger_txn t
              JOIN ledger_entry e ON e.txn_id = t.id AND e.booking_date = t.booking_date
              JOIN ledger_account a ON a.id = e.account_id
              WHERE t.kind = %s AND t.booking_date BETWEEN %s AND %s
                AND t.booking_date <= (SELECT max(day) FROM ledger_gl_daily))
            SELECT g.code, g.name, g.category, m.currency, sum(m.amount)::bigint
            FROM moved m JOIN ledger_gl_account g ON g.id = m.gl_account_id
            WHERE g.category IN ('INCOME', 'EXPENSE')
            GROUP BY 1, 2, 3, 4 HAVING sum(m.amount) <> 0 ORDER BY 1, 4""",
            [first, last, closing_kind, first, last],
        )
        return [Line(*row) for row in cursor.fetchall()]


@requires_transaction
def close(*, kind: str, first_day: date, last_day: date, closed_by: str, now: datetime) -> bool:
    """Close a month or year; False where it was closed before."""
    _, made = GlPeriod.objects.get_or_create(
        kind=kind,
        last_day=last_day,
        defaults={"first_day": first_day, "closed_at": now, "closed_by": closed_by},
    )
    return made


@requires_transaction
def keep_closing_balances(*, last_day: date) -> int:
    """Keep every line's balance at the end of a closed month; returns the rows added."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH last AS (SELECT max(last_day) AS day FROM ledger_gl_closing WHERE last_day < %s),
            moved AS (
              SELECT gl_account_id, branch, currency, balance::numeric FROM ledger_gl_closing, last
              WHERE last_day = last.day
              UNION ALL
              SELECT gl_account_id, branch, currency, credits::numeric - debits
              FROM ledger_gl_daily, last
              WHERE ledger_gl_daily.day <= %s
                AND ledger_gl_daily.day > coalesce(last.day, '-infinity'))
            INSERT INTO ledger_gl_closing (last_day, gl_account_id, branch, currency, balance)
            SELECT %s, gl_account_id, branch, currency, sum(balance)::bigint
            FROM moved GROUP BY 2, 3, 4
            ON CONFLICT DO NOTHING""",
            [last_day, last_day, last_day],
        )
        return int(cursor.rowcount)
