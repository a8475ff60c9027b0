"""API clients and the nonces they have used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from bankcore.identity.models import ApiClient, UsedNonce


def by_client_id(client_id: str) -> ApiClient | None:
    """Return the client with this id."""
    return ApiClient.objects.filter(client_id=client_id).first()


def get_locked(client_id: str) -> ApiClient | None:
    """Lock and return the client with this id."""
    return ApiClient.objects.select_for_update().filter(client_id=client_id).first()


def add(client: ApiClient) -> ApiClient:
    """Add a client."""
    client.save(force_insert=True)
    return client


def save(client: ApiClient, changed: Iterable[str]) -> None:
    """Save these fields of a client."""
    client.save(update_fields=[*changed])


def use_nonce(*, client_id: int, nonce: str, now: datetime) -> bool:
    """Use the nonce up; returns False where the client has used it before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO identity_usednonce (client_id, nonce, used_at) VALUES (%s, %s, %s)
            ON CONFLICT (client_id, nonce) DO NOTHING""",
            [client_id, nonce, now],
        )
        return bool(cursor.rowcount)


def forget_nonces(*, before: datetime) -> int:
    """Remove nonces used before then; returns how many."""
    return UsedNonce.objects.filter(used_at__lt=before).delete()[0]


def bound_to(customer_id: UUID, *, prefix: str) -> list[ApiClient]:
    """Return the clients of a customer whose ids begin so, oldest first."""
    found = ApiClient.objects.filter(customer_id=customer_id, client_id__startswith=prefix)
    return list(found.order_by("id"))


def bound_to_locked(customer_id: UUID, *, prefix: str) -> list[ApiClient]:
    """Return the same; nobody makes another meanwhile."""
    with connection.cursor() as cursor:
        lock = "SELECT pg_advisory_xact_lock(hashtextextended('identity.client ' || %s::text, 0))"
        cursor.execute(lock, [str(customer_id)])
    return bound_to(customer_id, prefix=prefix)
