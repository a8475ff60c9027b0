"""Programs that call the API: who they are, and whether they signed what they sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.actor import Rights
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import api_clients as rules
from bankcore.identity.domain import signatures
from bankcore.identity.domain.api_clients import Client, ClientKind, ClientTerms, Credentials
from bankcore.identity.models import AccountAccess, ApiClient, ApiKey, SigningSecret
from bankcore.identity.repositories import api_clients, credentials

SIGNATURE_LIFETIME = timedelta(minutes=5)


def create(
    *, client_id: str, name: str, now: datetime, scopes: Sequence[str] = (), **agreed: Any
) -> Credentials:
    """Make a client with a key and signing secret of its own, which cannot be shown again.

    `agreed` are further fields of ClientTerms.
    """
    terms = ClientTerms(name=name, scopes=tuple(scopes), **agreed)
    return add(client_id=client_id, terms=terms, now=now)


def add(*, client_id: str, terms: ClientTerms, now: datetime) -> Credentials:
    """Make a client on these terms, with a key and signing secret of its own."""
    key, secret = rules.new_key(terms.kind), rules.new_secret()
    _add(client_id=client_id, terms=terms, api_key=key, signing_secret=secret, now=now)
    return Credentials(client_id, key, secret, first_secret_id(client_id))


def ensure(
    *,
    client_id: str,
    name: str,
    api_key: str,
    signing_secret: str,
    now: datetime,
    scopes: Sequence[str] = (),
    **agreed: Any,
) -> int:
    """Return the id of the client called `client_id`, making it where there is none.

    The key, secret and terms of a client that exists stay as they are.
    """
    found = api_clients.by_client_id(client_id)
    if found is None:
        found = _add(
            client_id=client_id,
            terms=ClientTerms(name=name, scopes=tuple(scopes), **agreed),
            api_key=api_key,
            signing_secret=signing_secret,
            now=now,
        )
    return found.pk


def first_secret_id(client_id: str) -> str:
    """Return the name of the signing secret that a client begins with."""
    return f"{client_id}-1"


def _add(
    *, client_id: str, terms: ClientTerms, api_key: str, signing_secret: str, now: datetime
) -> ApiClient:
    client = api_clients.add(ApiClient(client_id=client_id, created_at=now, **columns_of(terms)))
    credentials.add_key(key_row(client, api_key, now=now))
    credentials.add_secret(
        SigningSecret(
            client=client,
            secret_id=first_secret_id(client_id),
            secret=signing_secret.encode(),
            created_at=now,
        )
    )
    return client


def key_row(client: ApiClient, api_key: str, *, now: datetime) -> ApiKey:
    """Return what is kept of a key."""
    return ApiKey(
        client=client,
        kind=client.kind,
        prefix=api_key[: rules.PREFIX_LENGTH],
        sha256=rules.hash_of(api_key),
        created_at=now,
    )


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
    if client is None:
        # A client that does not exist costs about the time of one that does.
        signatures.is_signed(body, secret=b"-", signature=str(body["signature"]))
        raise _invalid()
    known = credentials.valid_secrets(client, now=now)
    signed = [
        signatures.is_signed(body, secret=bytes(each.secret), signature=str(body["signature"]))
        for each in known
    ]
    if not client.is_active or not answers(client.kind) or not any(signed):
        raise _invalid()
    if not _is_recent(body, now):
        raise _invalid()
    return client_of(client)


@use_case
def use_nonce(*, client: Client, nonce: str, now: datetime) -> None:
    """Use the nonce of a signed request up; raises InvalidSignature where it was used before."""
    if not api_clients.use_nonce(client_id=client.pk, nonce=nonce, now=now):
        raise _invalid()


@use_case
def forget_old_nonces(*, now: datetime) -> int:
    """Remove the nonces of signatures too old to be accepted anyway; returns how many."""
    return api_clients.forget_nonces(before=now - 4 * SIGNATURE_LIFETIME)


def answers(kind: str) -> bool:
    """Return whether this bank answers clients of this kind: test and live banks stand apart."""
    return kind == settings.API_MODE.upper()


def for_events(*, client_id: str, scope: str) -> Client | None:
    """Return a client that may be told of what this scope reads; None for any other.

    One that is blocked, or of the other kind of bank, is told nothing.
    """
    row = api_clients.by_client_id(client_id)
    if row is None or not row.is_active or not answers(row.kind) or scope not in row.scopes:
        return None
    if row.redirect_uris:  # what a customer gives a third party, it asks for itself
        return None
    return client_of(row)


def test_client(*, client_id: str) -> Client | None:
    """Return an active test client where this bank answers such; None for any other."""
    row = api_clients.by_client_id(client_id)
    if row is None or not row.is_active or row.kind != ClientKind.TEST or not answers(row.kind):
        return None
    return client_of(row)


def customer_of(*, client_id: str) -> UUID | None:
    """Return the customer to whom a client is bound; None where it is not, or is not there."""
    row = api_clients.by_client_id(client_id)
    return None if row is None else row.customer_id


def client_of(
    row: ApiClient, *, scopes: Sequence[str] | None = None, access: AccountAccess | None = None
) -> Client:
    """Return the client as others see it, with `scopes` in place of all it has where given.

    A third party has no scope of its own; with `access` it has what a customer gave it.
    """
    if row.redirect_uris and access is None:
        scopes = ()
    terms = terms_of(row, scopes=scopes)
    if access is not None:
        terms = replace(terms, customer_id=access.customer_id)
    return Client(
        account_ids=None if access is None else frozenset(map(UUID, access.account_ids)),
        pk=row.pk,
        client_id=row.client_id,
        terms=terms,
        rights=rights_of(terms.scopes, customer_id=terms.customer_id),
    )


def terms_of(row: ApiClient, *, scopes: Sequence[str] | None = None) -> ClientTerms:
    """Return what was agreed with a client."""
    return ClientTerms(
        name=row.name,
        kind=ClientKind(row.kind),
        scopes=tuple(row.scopes if scopes is None else scopes),
        customer_id=row.customer_id,
        networks=tuple(row.networks),
        signed_only=row.signed_only,
        rate_per_minute=row.rate_per_minute,
        burst=row.burst,
        redirect_uris=tuple(row.redirect_uris),
    )


def columns_of(terms: ClientTerms) -> dict[str, Any]:
    """Return these terms as columns of the table."""
    return {
        "name": terms.name,
        "kind": terms.kind.value,
        "scopes": [*terms.scopes],
        "customer_id": terms.customer_id,
        "networks": [*terms.networks],
        "signed_only": terms.signed_only,
        "rate_per_minute": terms.rate_per_minute,
        "burst": terms.burst,
        "redirect_uris": [*terms.redirect_uris],
    }


def all_scopes() -> tuple[str, ...]:
    """Return the name of every scope."""
    return tuple(_known_scopes())


def rights_of(scopes: Sequence[str], *, customer_id: UUID | None = None) -> Rights:
    """Return what these scopes let a client do; one that is unknown lets it do nothing."""
    return Rights(permissions=_permissions(frozenset(scopes)), customer_id=customer_id)


@cache
def _permissions(scopes: frozenset[str]) -> frozenset[str]:
    known = _known_scopes()
    return frozenset().union(*(known.get(each, ()) for each in scopes))


def _known_scopes() -> Mapping[str, frozenset[str]]:
    known: Mapping[str, frozenset[str]] = import_string(settings.API_SCOPES)
    return known


def _is_recent(body: Mapping[str, Any], now: datetime) -> bool:
    try:
        signed_at = datetime.fromtimestamp(int(body["timestamp"]), UTC)
    except (OverflowError, ValueError, OSError):
        return False
    return abs(now - signed_at) <= SIGNATURE_LIFETIME


def _invalid() -> InvalidSignature:
    message = "Invalid signature"
    return InvalidSignature(message, field="signature")
