"""New keys and signing secrets for API clients, and the end of old ones."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import api_clients as rules
from bankcore.identity.domain.api_clients import ClientKind, Credentials, KeyView
from bankcore.identity.models import ApiClient, SigningSecret
from bankcore.identity.repositories import credentials
from bankcore.identity.services import api_clients
from bankcore.identity.services.client_changes import locked

_PERMISSION: Final = "identity.manage_clients"


class EndInThePast(BankError):
    """What is replaced cannot have ended already: to end it now, it is revoked."""

    code = "end_in_the_past"
    cure = "Give a time to come until which the old one is good, or revoke it."


@needs(_PERMISSION)
@use_case
def issue_key(*, client_id: str, old_until: datetime, actor: Actor, now: datetime) -> Credentials:
    """Make another key, told once; those there are stay good until `old_until`.

    Raises ClientNotFound and EndInThePast.
    """
    row = _client(client_id, old_until, now)
    key = rules.new_key(ClientKind(row.kind))
    kept = api_clients.key_row(row, key, now=now)
    credentials.add_key(kept)
    credentials.end_other_keys(row, kept=kept, at=old_until)
    _record(row, "key_issued", actor, now, prefix=kept.prefix, old_until=old_until.isoformat())
    return Credentials(row.client_id, key, "")


@needs(_PERMISSION)
@use_case
def issue_secret(
    *, client_id: str, old_until: datetime, actor: Actor, now: datetime
) -> Credentials:
    """Make another signing secret, told once; those there are stay good until `old_until`.

    Raises ClientNotFound and EndInThePast.
    """
    row = _client(client_id, old_until, now)
    secret = rules.new_secret()
    kept = SigningSecret(
        client=row,
        secret_id=f"{row.client_id}-{len(credentials.secrets_of(row)) + 1}",
        secret=secret.encode(),
        created_at=now,
    )
    credentials.add_secret(kept)
    credentials.end_other_secrets(row, kept=kept, at=old_until)
    _record(
        row, "secret_issued", actor, now, secret=kept.secret_id, old_until=old_until.isoformat()
    )
    return Credentials(row.client_id, "", secret, kept.secret_id)


class CredentialNotFound(BankError):
    """The client has no such key or signing secret, or it is revoked already."""

    code = "credential_not_found"
    cure = "Look at the client's keys and signing secrets."
    status = 404


@needs(_PERMISSION)
@use_case
def revoke(*, client_id: str, name: str, actor: Actor, now: datetime) -> None:
    """End a key (by its prefix) or a signing secret (by its name) at once, and all tokens.

    Raises ClientNotFound and CredentialNotFound.
    """
    row = locked(client_id)
    ended = credentials.revoke_key(row, prefix=name, now=now) or credentials.revoke_secret(
        row, secret_id=name, now=now
    )
    if not ended:
        message = f"{client_id} has no key or signing secret {name} to revoke."
        raise CredentialNotFound(message, field="name")
    credentials.revoke_tokens(row, now=now)
    _record(row, "credential_revoked", actor, now, credential=name)


def of_client(row: ApiClient) -> list[KeyView]:
    """Return the client's keys and signing secrets, without what is secret of them."""
    keys = [
        KeyView(
            name=each.prefix,
            created_at=each.created_at,
            expires_at=each.expires_at,
            last_used_at=each.last_used_at,
            revoked_at=each.revoked_at,
        )
        for each in credentials.keys_of(row)
    ]
    secrets = [
        KeyView(
            name=each.secret_id,
            created_at=each.created_at,
            expires_at=each.expires_at,
            last_used_at=None,
            revoked_at=each.revoked_at,
        )
        for each in credentials.secrets_of(row)
    ]
    return [*keys, *secrets]


def _client(client_id: str, old_until: datetime, now: datetime) -> ApiClient:
    if old_until < now:
        message = "The end of the old one lies in the past."
        raise EndInThePast(message, field="old_until")
    return locked(client_id)


def _record(row: ApiClient, done: str, actor: Actor, now: datetime, **detail: object) -> None:
    audit.record(
        actor=actor,
        action=f"identity.client.{done}",
        subject=f"client:{row.client_id}",
        detail=detail,
        at=now,
    )
