"""Customers' movements as monitoring keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.db import connection

from bankcore.db.transactions import requires_transaction
from risk.crime.models import Flow, FoldedDay

CHUNK = 2_000
_COLUMNS: Final = {
    "account_id": "uuid", "entry": "int8", "transaction_id": "int8", "customer_id": "uuid",
    "holders": "uuid[]", "day": "date", "at": "timestamptz", "kind": "varchar", "amount": "int8",
    "currency": "varchar", "dollars": "int8", "is_cash": "bool", "other_account": "uuid",
    "other_customer": "uuid", "country": "varchar", "opened_on": "date",
}  # fmt: skip
_COPY: Final = f"COPY crime_flow ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"


@requires_transaction
def add(flows: Iterable[Flow]) -> None:
    """Add movements that are not here; a day may have a million of them."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(list(_COLUMNS.values()))
        for flow in flows:
            copy.write_row([getattr(flow, name) for name in _COLUMNS])


@requires_transaction
def add_day(*, day: date, movements: int, unrated: int, at: datetime) -> None:
    """Keep that a day's movements are here."""
    FoldedDay.objects.create(day=day, movements=movements, unrated=unrated, folded_at=at)


def last_folded() -> date | None:
    """Return the newest day whose movements are here."""
    return FoldedDay.objects.order_by("-day").values_list("day", flat=True).first()


def unrated(*, since: date) -> list[tuple[date, str]]:
    """Return the days and currencies of movements that have no rate, from a day on."""
    rows = Flow.objects.filter(dollars=None, day__gte=since).order_by("day", "currency")
    return list(rows.values_list("day", "currency").distinct())


@requires_transaction
def set_rate(*, day: date, currency: str, cents: Fraction) -> None:
    """Give a day's movements in a currency their dollars: so many cents for a minor unit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE crime_flow SET dollars = round(amount::numeric * %s / %s)
            WHERE day = %s AND currency = %s AND dollars IS NULL""",
            [cents.numerator, cents.denominator, day, currency],
        )


def counts(*, day: date) -> tuple[int, int]:
    """Return how many movements a day had, and how many of them have no rate."""
    rows = Flow.objects.filter(day=day)
    return rows.count(), rows.filter(dollars=None).count()
