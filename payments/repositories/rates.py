"""Exchange rates and margins in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from psycopg import Cursor

from bankcore.db.transactions import requires_transaction
from payments.domain.rates import BASE, DEMO, HAND, PublishedRate
from payments.models import FxMargin


class LatestRate(NamedTuple):
    """The rate of a currency that counts on a day, when it was published and by whom."""

    currency: str
    rate: Decimal
    day: date
    source: str


def latest(
    *, day: date, oldest: date, currencies: list[str] | None = None
) -> dict[str, LatestRate]:
    """Return the last rate of each currency published between two days, both included.

    A demonstration's rate counts only where no real source has one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (currency) currency, rate, day, source FROM payments_fxrate
            WHERE base = %s AND day BETWEEN %s AND %s
              AND (%s::text[] IS NULL OR currency = ANY(%s::text[]))
            ORDER BY currency, (source = %s), day DESC, source""",
            [BASE, oldest, day, currencies, currencies, DEMO],
        )
        return {row[0]: LatestRate(*row) for row in cursor.fetchall()}


def history(*, currencies: list[str], first: date, last: date) -> list[PublishedRate]:
    """Return one rate of each of these currencies for every day that has one, oldest first.

    What two people of the bank entered goes before what was published; a demonstration's rates
    are told only of a currency that no real source has in those days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH found AS (
              SELECT currency, day, rate, source, source = %s AS made_up,
                     bool_or(source <> %s) OVER (PARTITION BY currency) AS is_real
              FROM payments_fxrate
              WHERE base = %s AND currency = ANY(%s) AND day BETWEEN %s AND %s)
            SELECT DISTINCT ON (day, currency) currency, day, rate FROM found
            WHERE NOT (made_up AND is_real)
            ORDER BY day, currency, (source <> %s), source""",
            [DEMO, DEMO, BASE, currencies, first, last, HAND],
        )
        return [PublishedRate(*row) for row in cursor.fetchall()]


@requires_transaction
def stage(*, rates: Sequence[PublishedRate]) -> None:
    """Copy rates into a table of this transaction's own, to be compared and taken over."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.fxrate_incoming")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE fxrate_incoming
              (currency varchar(3), day date, rate numeric(18, 8)) ON COMMIT DROP"""
        )
    with (
        connection.wrap_database_errors,
        Cursor(connection.connection) as raw,
        raw.copy("COPY pg_temp.fxrate_incoming FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["varchar", "date", "numeric"])
        for rate in rates:
            copy.write_row(rate)


@requires_transaction
def first_difference(*, source: str) -> tuple[str, date, Decimal, Decimal] | None:
    """Return (currency, day, rate kept, rate staged) where a staged rate is another, if any is."""
    with connection.cursor() as cursor:
        # Nothing is known of a table just made: a nested loop over it would be quadratic.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            """
            SELECT currency, day, r.rate, i.rate
            FROM pg_temp.fxrate_incoming i JOIN payments_fxrate r USING (currency, day)
            WHERE r.base = %s AND r.source = %s AND r.rate <> i.rate
            ORDER BY day, currency LIMIT 1""",
            [BASE, source],
        )
        found: tuple[str, date, Decimal, Decimal] | None = cursor.fetchone()
        return found


@requires_transaction
def take_over(*, source: str) -> int:
    """Add the staged rates that are not kept yet; returns how many were."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO payments_fxrate (source, base, currency, day, rate)
            SELECT %s, %s, currency, day, rate FROM pg_temp.fxrate_incoming
            ORDER BY day, currency
            ON CONFLICT (base, currency, day, source) DO NOTHING""",
            [source, BASE],
        )
        return int(cursor.rowcount)


def margin(*, product: str, sell: str, buy: str, day: date) -> Decimal | None:
    """Return the margin in force: the pair's before the product's, the product's before all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT margin FROM payments_fxmargin
            WHERE (product_id IS NULL OR product_id = %s) AND effective_from <= %s
              AND ((sell_currency = %s AND buy_currency = %s) OR sell_currency = '')
            ORDER BY (sell_currency = ''), (product_id IS NULL), effective_from DESC LIMIT 1""",
            [product, day, sell, buy],
        )
        row = cursor.fetchone()
        return None if row is None else row[0]


def has_product(*, code: str) -> bool:
    """Return whether the bank has this product."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_product WHERE code = %s)", [code])
        return bool(cursor.fetchone()[0])


@requires_transaction
def add_margin(row: FxMargin) -> bool:
    """Add a version of a margin; returns whether there was none of that day yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO payments_fxmargin
              (product_id, sell_currency, buy_currency, effective_from, margin)
            VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
            [row.product_id, row.sell_currency, row.buy_currency, row.effective_from, row.margin],
        )
        return bool(cursor.rowcount)
