"""A business day's figures, by SQL over the other apps' tables, read-only."""

from __future__ import annotations

from datetime import date

from django.db import connection

from bankcore.ledger.domain.posting import TransactionKind
from bankcore.money import Currency, Money
from reporting.domain.business_day import DayFigures, HoldLine, MovementLine, RefusalLine


def figures(*, day: date) -> DayFigures:
    """Return the figures of a business day, as far as it has come."""
    return DayFigures(
        day=day,
        customers=_count("SELECT count(*) FROM accounts_customer"),
        accounts=_count("SELECT count(*) FROM accounts_account"),
        movements=_movements(day),
        refusals=_refusals(day),
        holds=_holds(day),
        flags=_flags(day),
    )


def _movements(day: date) -> tuple[MovementLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.kind, e.currency, count(DISTINCT t.id), sum(e.amount)::bigint
            FROM ledger_txn t
            JOIN ledger_entry e ON e.txn_id = t.id AND e.booking_date = t.booking_date
            WHERE t.booking_date = %s AND e.amount > 0
            GROUP BY t.kind, e.currency ORDER BY t.kind, e.currency""",
            [day],
        )
        return tuple(
            MovementLine(
                TransactionKind(kind).name, count, Money(total, Currency.numbered(currency))
            )
            for kind, currency, count, total in cursor.fetchall()
        )


def _refusals(day: date) -> tuple[RefusalLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT refusal->>'code', count(*) FROM ledger_idem
            WHERE refusal IS NOT NULL AND booking_date = %s GROUP BY 1 ORDER BY 1""",
            [day],
        )
        return tuple(RefusalLine(code, count) for code, count in cursor.fetchall())


def _holds(day: date) -> tuple[HoldLine, ...]:
    """Return the holds placed on the day, by what has become of them since."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.state, h.currency, count(*), sum(h.amount)::bigint
            FROM ledger_hold h
            JOIN ledger_idem k ON k.operation = 2 AND k.result_id = h.id
            WHERE k.booking_date = %s
            GROUP BY h.state, h.currency ORDER BY h.state, h.currency""",
            [day],
        )
        return tuple(
            HoldLine(state, count, Money(total, Currency.numbered(currency)))
            for state, currency, count, total in cursor.fetchall()
        )


def _flags(day: date) -> int:
    """Return how many of the day's transactions a fraud rule has flagged."""
    return _count(
        """
        SELECT count(DISTINCT f.reference) FROM risk_paymentflag f
        JOIN ledger_txn t ON f.reference = 'transaction:' || t.id
        WHERE t.booking_date = %s""",
        day,
    )


def _count(query: str, *parameters: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row: tuple[int] = cursor.fetchone()
        return row[0]
