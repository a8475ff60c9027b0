"""Customers let third parties read their accounts, and take that back.

A third party is an API client with redirect addresses. Its key alone opens nothing; what opens is
a token that a customer's leave gave it, and never more than that leave.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import account_access as rules
from bankcore.identity.domain import api_clients as credentials_rules
from bankcore.identity.domain.account_access import AccessView
from bankcore.identity.domain.api_clients import Client
from bankcore.identity.models import AccessToken, AccountAccess
from bankcore.identity.repositories import account_access, api_clients, credentials
from bankcore.identity.services.access_tokens import TOKEN_LIFETIME

_USE_NOTED_EVERY: Final = timedelta(minutes=1)


class AccessNotFound(BankError):
    """There is no such access, or it is another's."""

    code = "access_not_found"
    cure = "Look at the page Security for those there are."
    status = 404


@use_case
def redeem_code(*, client: Client, code: str, now: datetime) -> AccountAccess | None:
    """Use an authorization code up and return its access; None where the code is not good.

    A code that comes a second time may have been stolen: everything it gave ends at once
    (RFC 6749, 4.1.2).
    """
    row = api_clients.by_client_id(client.client_id)
    assert row is not None  # noqa: S101 - the client has just shown its key
    found = account_access.with_code(row, sha256=credentials_rules.hash_of(code))
    if found is None or found.revoked_at is not None:
        return None
    if found.code_used_at is not None:
        account_access.revoke(found, now=now)
        _record("code_used_again", found, client.actor, now)
        return None
    if now > found.code_expires_at:
        return None
    account_access.use_code(found, now=now)
    return found


def with_refresh_token(*, client: Client, token: str, now: datetime) -> AccountAccess | None:
    """Return the running access that this refresh token of the client's stands for."""
    row = api_clients.by_client_id(client.client_id)
    if row is None:
        return None
    return account_access.with_refresh_token(row, sha256=credentials_rules.hash_of(token), now=now)


@use_case
def issue(
    *, access: AccountAccess, scopes: tuple[str, ...], refresh_token: str, now: datetime
) -> str:
    """Return a new access token of these scopes; `refresh_token` is kept with the first.

    It is told once, and ends with the access at the latest.
    """
    sha256 = credentials_rules.hash_of(refresh_token)
    if access.refresh_sha256 is None:
        account_access.keep_refresh_token(pk=access.pk, sha256=sha256)
    token = credentials_rules.new_token()
    credentials.add_token(
        AccessToken(
            client_id=access.client_id,
            access=access,
            sha256=credentials_rules.hash_of(token),
            scopes=[each for each in scopes if each in access.scopes],
            created_at=now,
            expires_at=min(now + TOKEN_LIFETIME, access.expires_at),
        )
    )
    return token


def of_user(*, user_id: int, now: datetime) -> list[AccessView]:
    """Return which third parties read accounts of this log-in, newest first."""
    return [
        AccessView(
            access_id=each.public_id,
            client_name=each.client.name,
            accounts=len(each.account_ids),
            scopes=tuple(each.scopes),
            created_at=each.created_at,
            expires_at=each.expires_at,
            last_used_at=each.last_used_at,
        )
        for each in account_access.of_user(user_id=user_id, now=now)
    ]


@use_case
def end(*, access_id: UUID, actor: Actor, now: datetime) -> None:
    """Take an access back: its tokens are worth nothing from now on. Twice is once.

    Raises AccessNotFound.
    """
    is_person = actor.kind is ActorKind.USER
    found = (
        account_access.of_user_locked(access_id=access_id, user_id=int(actor.id))
        if is_person
        else None
    )
    if found is None:
        message = "You gave no such access."
        raise AccessNotFound(message)
    if found.revoked_at is None:
        account_access.revoke(found, now=now)
        _record("taken_back", found, actor, now)


@use_case
def end_by_token(*, client: Client, token: str, now: datetime) -> bool:
    """End the access whose refresh token a client gives back; returns whether there was one."""
    row = api_clients.by_client_id(client.client_id)
    sha256 = credentials_rules.hash_of(token)
    found = row and account_access.with_refresh_token(row, sha256=sha256, now=now)
    if not found:
        return False
    account_access.revoke(found, now=now)
    _record("given_back", found, client.actor, now)
    return True


def running(access: AccountAccess, *, now: datetime) -> AccountAccess | None:
    """Return the access of a token as it is now, and note that it is used; None if it is over."""
    found = account_access.running(pk=access.pk, now=now)
    if found is not None and (
        found.last_used_at is None or now - found.last_used_at >= _USE_NOTED_EVERY
    ):
        account_access.note_use(found, now=now)
    return found


def describe(row: AccountAccess) -> dict[str, object]:
    """Return what the audit trail tells of an access."""
    return {
        "client": row.client.client_id,
        "accounts": [*row.account_ids],
        "scopes": [*row.scopes],
        "until": row.expires_at.isoformat(),
    }


def _record(done: str, row: AccountAccess, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"{rules.ACTION}.{done}",
        subject=f"access:{row.public_id}",
        detail=describe(row),
        at=now,
    )
