"""Customers' movements as monitoring keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from risk.crime.models import Flow, FoldedDay

CHUNK = 2_000


class NewFlow(NamedTuple):
    """A movement to be kept: what `Flow` has, in the order of its columns, without a model's weight."""

    account_id: UUID
    entry: int
    transaction_id: int
    customer_id: UUID
    holders: list[UUID]
    day: date
    at: datetime
    kind: str
    amount: int
    currency: str
    dollars: int | None
    is_cash: bool
    other_account: UUID | None
    other_customer: UUID | None
    country: str
    opened_on: date


_TYPES: Final = (
    "uuid", "int8", "int8", "uuid", "uuid[]", "date", "timestamptz", "varchar", "int8", "varchar",
    "int8", "bool", "uuid", "uuid", "varchar", "date",
)  # fmt: skip
_COPY: Final = f"COPY crime_flow ({', '.join(NewFlow._fields)}) FROM STDIN (FORMAT BINARY)"


@requires_transaction
def add(flows: Iterable[NewFlow]) -> None:
    """Add movements that are not here; a day may have a million of them."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for flow in flows:
            copy.write_row(flow)


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
