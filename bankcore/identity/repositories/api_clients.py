"""API clients and the nonces they have used."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from bankcore.identity.models import ApiClient, UsedNonce


def by_key_hash(key_sha256: bytes) -> ApiClient | None:
    """Return the active client with this key."""
    return ApiClient.objects.filter(key_sha256=key_sha256, is_active=True).first()


def by_client_id(client_id: str) -> ApiClient | None:
    """Return the client with this id."""
    return ApiClient.objects.filter(client_id=client_id).first()


def add(client: ApiClient) -> ApiClient:
    """Add a client."""
    client.save(force_insert=True)
    return client


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
