"""Events in the database."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Event


@requires_transaction
def add_many(events: Sequence[Event]) -> None:
    """Add events, and wake the relay when the transaction commits."""
    Event.objects.bulk_create(events)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('outbox', '')")
