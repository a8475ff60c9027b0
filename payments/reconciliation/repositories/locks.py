"""One at a time: who compares with a network, or takes a statement in, is alone at it."""

from __future__ import annotations

from django.db import connection

from bankcore.db.transactions import requires_transaction


@requires_transaction
def of_network(network: str) -> None:
    """Wait until nobody else reconciles with this network, and keep it so until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reconciliation/{network}"])
