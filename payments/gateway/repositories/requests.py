"""Requests under their Idempotency-Keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.gateway.models import SentRequest


@requires_transaction
def insert(
    *, client_id: str, key: str, fingerprint: bytes, lease_until: datetime, now: datetime
) -> UUID | None:
    """Add a request and return its id; None where there is one of that key.

    Waits for whoever is inserting the same key, so that of many one has it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO gateway_sentrequest
              (client_id, key, public_id, fingerprint, tries, lease_until, object_id, created_at)
            VALUES (%s, %s, %s, %s, 1, %s, '', %s)
            ON CONFLICT (client_id, key) DO NOTHING
            RETURNING public_id""",
            [client_id, key, uuid4(), fingerprint, lease_until, now],
        )
        found = cursor.fetchone()
    return found[0] if found else None


@requires_transaction
def get_locked(*, client_id: str, key: str) -> SentRequest | None:
    """Return the request of a key, locked."""
    return SentRequest.objects.select_for_update().filter(client_id=client_id, key=key).first()


@requires_transaction
def get_mine(*, public_id: UUID, tries: int) -> SentRequest | None:
    """Return a request, locked, unless another process has gone on with it since."""
    return SentRequest.objects.select_for_update().filter(public_id=public_id, tries=tries).first()


@requires_transaction
def save(row: SentRequest) -> None:
    """Write a request as it is now."""
    row.save()


@requires_transaction
def delete(row: SentRequest) -> None:
    """Remove a request that has made nothing: its key is free again."""
    row.delete()


@requires_transaction
def answered_about(*, object_id: str) -> list[SentRequest]:
    """Return the requests, locked, whose answers tell of an object."""
    found = SentRequest.objects.select_for_update().filter(object_id=object_id)
    return list(found.order_by("id"))


@requires_transaction
def delete_older(*, than: datetime, now: datetime) -> int:
    """Remove requests from before a moment that nobody is working on; return how many."""
    return SentRequest.objects.filter(created_at__lt=than, lease_until__lt=now).delete()[0]
