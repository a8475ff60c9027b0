"""Quotes of exchanges, and the orders that took them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.ledger import public as ledger
from payments.models import FxOrder, FxQuote


@requires_transaction
def add(quote: FxQuote) -> FxQuote:
    """Add a quote."""
    quote.save(force_insert=True)
    return quote


def get(*, quote_id: UUID) -> FxQuote | None:
    """Return the quote with this public id."""
    return FxQuote.objects.filter(public_id=quote_id).first()


@requires_transaction
def get_locked(*, quote_id: UUID) -> FxQuote | None:
    """Return the quote, after waiting for whoever else is taking it.

    By advisory lock: the application may not update quotes, and so not lock their rows either.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payments_fxquote:{quote_id}"],
        )
    return get(quote_id=quote_id)


def order_of(*, quote: FxQuote) -> FxOrder | None:
    """Return the order that took the quote, if one has."""
    return FxOrder.objects.filter(quote=quote).first()


def order_of_transaction(*, txn_id: int) -> FxOrder | None:
    """Return the order that this transaction booked, with its quote."""
    return FxOrder.objects.select_related("quote").filter(txn_id=txn_id).first()


@requires_transaction
def add_order(
    *, quote: FxQuote, outcome: ledger.Posted, request_key: UUID, now: datetime
) -> FxOrder:
    """Record that the quote was taken; the table lets that happen once."""
    return FxOrder.objects.create(
        quote=quote,
        txn_id=outcome.txn_id,
        request_key=request_key,
        booking_date=outcome.booking_date,
        executed_at=now,
    )
