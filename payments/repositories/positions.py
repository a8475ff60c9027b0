"""The bank's positions in foreign currencies, as the ledger has them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.models import FxCoverDeal, FxPosition, FxRevaluation


class PositionRow(NamedTuple):
    """A position and its counter-value (positive as a debit), in minor units."""

    currency: str
    position: int
    counter: int


def get(*, currency: str) -> FxPosition | None:
    """Return where the position in this currency stands in the books."""
    return FxPosition.objects.filter(currency=currency).first()


@requires_transaction
def get_after_lock(currency: str) -> FxPosition | None:
    """Return the position, after waiting for whoever else is opening it; then open it alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payments_fxposition:{currency}"],
        )
    return get(currency=currency)


def currencies() -> list[str]:
    """Return the currencies that the bank has a position account in."""
    return list(FxPosition.objects.order_by("currency").values_list("currency", flat=True))


@requires_transaction
def add(*, currency: str, position_account_id: int, counter_account_id: int) -> FxPosition:
    """Record where the position in a currency stands."""
    return FxPosition.objects.create(
        currency=currency,
        position_account_id=position_account_id,
        counter_account_id=counter_account_id,
    )


def at_end_of(*, day: date, currency: str | None = None) -> list[PositionRow]:
    """Return every position, or one, with what is booked up to the day: later days may be open."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.currency,
                   position.cr_posted - position.dr_posted - coalesce(later.position, 0),
                   counter.dr_posted - counter.cr_posted + coalesce(later.counter, 0)
            FROM payments_fxposition p
            JOIN ledger_balance position ON position.account_id = p.position_account_id
            JOIN ledger_balance counter ON counter.account_id = p.counter_account_id
            LEFT JOIN LATERAL (
              SELECT (sum(e.amount) FILTER (WHERE e.account_id = p.position_account_id))::bigint
                       AS position,
                     (sum(e.amount) FILTER (WHERE e.account_id = p.counter_account_id))::bigint
                       AS counter
              FROM ledger_entry e
              WHERE e.account_id IN (p.position_account_id, p.counter_account_id)
                AND e.booking_date > %s) later ON true
            WHERE %s::text IS NULL OR p.currency = %s::text
            ORDER BY p.currency""",
            [day, currency, currency],
        )
        return [PositionRow(*row) for row in cursor.fetchall()]


def revaluations(*, day: date) -> dict[str, FxRevaluation]:
    """Return the day's revaluations by currency."""
    return {row.currency: row for row in FxRevaluation.objects.filter(day=day)}


def is_revalued(*, currency: str, day: date) -> bool:
    """Return whether the position was brought to this day's mid."""
    return FxRevaluation.objects.filter(currency=currency, day=day).exists()


@requires_transaction
def add_revaluation(row: FxRevaluation) -> None:
    """Record a revaluation; the table lets that happen once a currency and day."""
    row.save(force_insert=True)


@requires_transaction
def add_deal(row: FxCoverDeal) -> FxCoverDeal:
    """Record a covering deal."""
    row.save(force_insert=True)
    return row


def deal_of_transaction(*, txn_id: int) -> FxCoverDeal | None:
    """Return the covering deal that this transaction booked."""
    return FxCoverDeal.objects.filter(txn_id=txn_id).first()
