"""Access tokens of OAuth 2.0: made from a key, good for minutes, kept as hashes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bankcore.db.transactions import use_case
from bankcore.identity.domain import api_clients as rules
from bankcore.identity.domain.api_clients import Client
from bankcore.identity.models import AccessToken
from bankcore.identity.repositories import api_clients, credentials

TOKEN_LIFETIME: Final = timedelta(minutes=10)


@use_case
def issue(*, client: Client, scopes: Sequence[str], now: datetime) -> str:
    """Return a new token for `client` with these of its scopes; it is told once."""
    row = api_clients.by_client_id(client.client_id)
    assert row is not None  # noqa: S101 - the client has just shown its key
    token = rules.new_token()
    credentials.add_token(
        AccessToken(
            client=row,
            sha256=rules.hash_of(token),
            scopes=[each for each in scopes if each in row.scopes],
            created_at=now,
            expires_at=now + TOKEN_LIFETIME,
        )
    )
    return token


@use_case
def revoke(*, client: Client, token: str, now: datetime) -> None:
    """Make a token of the client's worth nothing; one that is not its own stays as it is."""
    row = api_clients.by_client_id(client.client_id)
    if row is not None:
        credentials.revoke_token(row, sha256=rules.hash_of(token), now=now)


@use_case
def forget_expired(*, now: datetime) -> int:
    """Remove tokens that expired a day ago and more; returns how many."""
    return credentials.forget_tokens(before=now - timedelta(days=1))
