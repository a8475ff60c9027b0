"""Programs that call the API: who they are, and whether they signed what they sent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.crypto import fields
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import signatures
from bankcore.identity.models import ApiClient
from bankcore.identity.repositories import api_clients

_PURPOSE = "api-client-signing-secret"
SIGNATURE_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Client:
    """An API client that has shown its key."""

    pk: int
    client_id: str
    name: str
    rights: Rights

    @property
    def actor(self) -> Actor:
        """The client as an actor."""
        return Actor(ActorKind.API_CLIENT, self.client_id, self.rights)

    @property
    def is_authenticated(self) -> bool:
        """Always: there is no anonymous client."""
        return True


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client's key and signing secret, told once and then kept only hashed and encrypted."""

    client_id: str
    api_key: str
    signing_secret: str


def create(*, client_id: str, name: str, now: datetime, scopes: Sequence[str] = ()) -> Credentials:
    """Make a client with a key and signing secret of its own, which cannot be shown again."""
    made = Credentials(
        client_id, f"bk_{secrets.token_urlsafe(32)}", f"bs_{secrets.token_urlsafe(32)}"
    )
    ensure(
        client_id=client_id,
        name=name,
        api_key=made.api_key,
        signing_secret=made.signing_secret,
        now=now,
        scopes=scopes,
    )
    return made


def ensure(
    *,
    client_id: str,
    name: str,
    api_key: str,
    signing_secret: str,
    now: datetime,
    scopes: Sequence[str] = (),
) -> int:
    """Return the id of the client called `client_id`, making it where there is none.

    The key, secret and scopes of a client that exists stay as they are.
    """
    found = api_clients.by_client_id(client_id)
    if found is None:
        found = api_clients.add(
            ApiClient(
                client_id=client_id,
                name=name,
                key_prefix=api_key[:11],
                key_sha256=_hash(api_key),
                signing_secret=fields.encrypt(signing_secret.encode(), purpose=_PURPOSE),
                scopes=list(scopes),
                created_at=now,
            )
        )
    return found.pk


def with_key(api_key: str) -> Client | None:
    """Return the active client with this key. Keys are random, so one SHA-256 keeps them."""
    found = api_clients.by_key_hash(_hash(api_key))
    return None if found is None else _client(found)


class InvalidSignature(BankError):
    """The signature is not the client's own for this body, or it is too old, or used before."""

    code = "invalid_signature"
    cure = "Sign the canonical JSON of the body with your secret, a new nonce and the time now."


def check_signed(*, body: Mapping[str, Any], now: datetime) -> Client:
    """Return the client that signed `body`; raises InvalidSignature.

    `body` has `client_id`, `timestamp` (seconds since 1970), `nonce` and `signature`. It holds
    for five minutes to either side of its timestamp and works once. `use_nonce` in the caller's
    use case is what makes it work once.
    """
    client = api_clients.by_client_id(str(body["client_id"]))
    # A client that does not exist costs the same time as one that does.
    secret = b"-" if client is None else _secret(client)
    signed = signatures.is_signed(body, secret=secret, signature=str(body["signature"]))
    if client is None or not client.is_active or not signed or not _is_recent(body, now):
        raise _invalid()
    return _client(client)


@use_case
def use_nonce(*, client: Client, nonce: str, now: datetime) -> None:
    """Use the nonce of a signed request up; raises InvalidSignature where it was used before."""
    if not api_clients.use_nonce(client_id=client.pk, nonce=nonce, now=now):
        raise _invalid()


@use_case
def forget_old_nonces(*, now: datetime) -> int:
    """Remove the nonces of signatures too old to be accepted anyway; returns how many."""
    return api_clients.forget_nonces(before=now - 4 * SIGNATURE_LIFETIME)


def _client(row: ApiClient) -> Client:
    return Client(row.pk, row.client_id, row.name, rights_of(row.scopes))


def all_scopes() -> tuple[str, ...]:
    """Return the name of every scope."""
    return tuple(_known_scopes())


def rights_of(scopes: Sequence[str]) -> Rights:
    """Return what these scopes let a client do; one that is unknown lets it do nothing."""
    known = _known_scopes()
    return Rights(permissions=frozenset().union(*(known.get(each, ()) for each in scopes)))


def _known_scopes() -> Mapping[str, frozenset[str]]:
    known: Mapping[str, frozenset[str]] = import_string(settings.API_SCOPES)
    return known


def _is_recent(body: Mapping[str, Any], now: datetime) -> bool:
    try:
        signed_at = datetime.fromtimestamp(int(body["timestamp"]), UTC)
    except (OverflowError, ValueError, OSError):
        return False
    return abs(now - signed_at) <= SIGNATURE_LIFETIME


def _secret(client: ApiClient) -> bytes:
    return fields.decrypt(bytes(client.signing_secret), purpose=_PURPOSE)


def _hash(api_key: str) -> bytes:
    return hashlib.sha256(api_key.encode()).digest()


def _invalid() -> InvalidSignature:
    message = "Invalid signature"
    return InvalidSignature(message, field="signature")
