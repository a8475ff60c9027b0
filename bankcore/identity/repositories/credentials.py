"""Keys, signing secrets and access tokens of API clients."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from bankcore.db import arrays
from bankcore.identity.models import AccessToken, ApiClient, ApiKey, SigningSecret

_CLIENT_LISTS: Final = ("scopes", "networks", "redirect_uris")
_CLIENT_COLUMNS: Final = (
    *("id", "client_id", "name", "kind", *_CLIENT_LISTS, "customer_id", "signed_only"),
    *("rate_per_minute", "burst", "is_active", "created_at"),
)
# One statement whose text does not depend on how many are asked about, and so is prepared.
_KEYS: Final = f"""
SELECT k.sha256, k.id, k.kind, k.expires_at, k.last_used_at,
       {", ".join(f"c.{name}" for name in _CLIENT_COLUMNS)}
FROM identity_apikey k JOIN identity_apiclient c ON c.id = k.client_id
WHERE k.sha256 = ANY(%s::bytea[]) AND k.revoked_at IS NULL AND c.is_active"""  # noqa: S608 - of constants


class KnownKey(NamedTuple):
    """A key that is not revoked, of an active client, and all that the client's row says."""

    pk: int
    kind: str
    expires_at: datetime | None
    last_used_at: datetime | None
    client: tuple[Any, ...]


def _valid(now: datetime) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))


def known_keys(sha256s: Collection[bytes]) -> dict[bytes, KnownKey]:
    """Return by their hashes those keys that are not revoked, of clients that are active.

    Whether one has expired is for whoever asks to say.
    """
    asked = arrays.written(f"\\x{each.hex()}" for each in sha256s)
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [asked])
        rows = cursor.fetchall()
    return {
        bytes(sha256): KnownKey(pk, kind, expires_at, last_used_at, tuple(client))
        for sha256, pk, kind, expires_at, last_used_at, *client in rows
    }


def client_of_row(row: tuple[Any, ...]) -> ApiClient:
    """Return the client whose row was found with its key."""
    known = dict(zip(_CLIENT_COLUMNS, row, strict=True))
    for name in _CLIENT_LISTS:
        known[name] = json.loads(known[name])
    return ApiClient(**known)


def note_use(key_id: int, *, now: datetime) -> None:
    """Keep when the key was used last."""
    ApiKey.objects.filter(pk=key_id).update(last_used_at=now)


def add_key(key: ApiKey) -> None:
    """Add a key."""
    key.save(force_insert=True)


def keys_of(client: ApiClient) -> list[ApiKey]:
    """Return every key that the client ever had, oldest first."""
    return list(ApiKey.objects.filter(client=client).order_by("id"))


def end_other_keys(client: ApiClient, *, kept: ApiKey, at: datetime) -> None:
    """Let the client's valid keys but one end at a time, those that end sooner as they do."""
    _ending_after(ApiKey.objects.filter(client=client).exclude(pk=kept.pk), at).update(
        expires_at=at
    )


def revoke_key(client: ApiClient, *, prefix: str, now: datetime) -> int:
    """Revoke the client's keys that begin so; returns how many were not yet."""
    found = ApiKey.objects.filter(client=client, prefix=prefix, revoked_at=None)
    return found.update(revoked_at=now)


def valid_secrets(client: ApiClient, *, now: datetime) -> list[SigningSecret]:
    """Return the client's good signing secrets, newest first."""
    return list(SigningSecret.objects.filter(_valid(now), client=client).order_by("-id"))


def secret_named(*, secret_id: str, now: datetime) -> SigningSecret | None:
    """Return the good signing secret of this name with its client, where that is active."""
    found = SigningSecret.objects.select_related("client").filter(
        _valid(now), secret_id=secret_id, client__is_active=True
    )
    return found.first()


def add_secret(secret: SigningSecret) -> None:
    """Add a signing secret."""
    secret.save(force_insert=True)


def secrets_of(client: ApiClient) -> list[SigningSecret]:
    """Return every signing secret that the client ever had, oldest first, still encrypted."""
    return list(SigningSecret.objects.filter(client=client).defer("secret").order_by("id"))


def end_other_secrets(client: ApiClient, *, kept: SigningSecret, at: datetime) -> None:
    """Let the client's valid signing secrets but one end at a time."""
    _ending_after(SigningSecret.objects.filter(client=client).exclude(pk=kept.pk), at).update(
        expires_at=at
    )


def revoke_secret(client: ApiClient, *, secret_id: str, now: datetime) -> int:
    """Revoke a signing secret of the client; returns how many were not yet."""
    found = SigningSecret.objects.filter(client=client, secret_id=secret_id, revoked_at=None)
    return found.update(revoked_at=now)


def valid_token(*, sha256: bytes, now: datetime) -> AccessToken | None:
    """Return the token with this hash and its client, where both are good at `now`."""
    found = AccessToken.objects.select_related("client", "access").filter(
        _valid(now), sha256=sha256, client__is_active=True
    )
    return found.first()


def add_token(token: AccessToken) -> None:
    """Add an access token."""
    token.save(force_insert=True)


def revoke_token(client: ApiClient, *, sha256: bytes, now: datetime) -> int:
    """Revoke an access token of the client; returns how many were not yet."""
    found = AccessToken.objects.filter(client=client, sha256=sha256, revoked_at=None)
    return found.update(revoked_at=now)


def revoke_tokens(client: ApiClient, *, now: datetime) -> int:
    """Revoke every access token of the client; returns how many were not yet."""
    return AccessToken.objects.filter(client=client, revoked_at=None).update(revoked_at=now)


def forget_tokens(*, before: datetime) -> int:
    """Remove access tokens that expired before then; returns how many."""
    return AccessToken.objects.filter(expires_at__lt=before).delete()[0]


def _ending_after(found: QuerySet, at: datetime) -> QuerySet:  # type: ignore[type-arg]
    """Return those that are not revoked and would be good after `at`, and were made before it."""
    later = Q(expires_at=None) | Q(expires_at__gt=at)
    return found.filter(later, revoked_at=None, created_at__lt=at)
