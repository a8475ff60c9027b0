"""Making and changing API clients: what gives a program more takes two people."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any, Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.identity.domain import client_terms as rules
from bankcore.identity.domain.api_clients import ClientKind, ClientTerms, Credentials
from bankcore.identity.models import ApiClient
from bankcore.identity.repositories import api_clients as clients
from bankcore.identity.repositories import credentials
from bankcore.identity.services import api_clients

KIND: Final = "identity.client_change"


class ClientExists(BankError):
    """The id is taken."""

    code = "client_exists"
    cure = "Choose another id."
    status = 409


class ClientNotFound(BankError):
    """There is no such API client."""

    code = "client_not_found"
    cure = "Check the client's id."
    status = 404


class ClientChanged(BankError):
    """The client is not as it was when the change was asked for."""

    code = "client_changed"
    cure = "Refuse this request, and ask anew for what is still wanted."
    status = 409


@needs("identity.manage_clients")
@use_case
def register(
    *, client_id: str, terms: ClientTerms, reason: str, actor: Actor, now: datetime
) -> Credentials | None:
    """Make a test client and return its credentials, told once; ask for a live one.

    Returns None where a second person has to approve: then the client is made without
    credentials, and `client_credentials.issue` gives it the first. Raises ClientTermsInvalid and
    ClientExists.
    """
    rules.check(client_id, terms, known_scopes=set(api_clients.all_scopes()))
    if clients.by_client_id(client_id) is not None:
        raise _taken(client_id)
    if terms.kind is ClientKind.LIVE:
        _ask(client_id, None, terms, reason=reason, actor=actor, now=now)
        return None
    made = api_clients.add(client_id=client_id, terms=terms, now=now)
    _record(client_id, "registered", actor, now, after=rules.as_plain(terms))
    return made


@needs("identity.manage_clients")
@use_case
def change(*, client_id: str, terms: ClientTerms, reason: str, actor: Actor, now: datetime) -> bool:
    """Agree on other terms with a client; returns False where a second person has to approve.

    That is so where it could then do more: a scope more, another customer, a network more, no
    signatures. A client's kind stays. Raises ClientNotFound and ClientTermsInvalid.
    """
    row = locked(client_id)
    before = api_clients.terms_of(row)
    rules.check(client_id, terms, known_scopes=set(api_clients.all_scopes()))
    if terms.kind is not before.kind:
        message = "A client's kind stays as it is."
        raise rules.ClientTermsInvalid(message, field="kind")
    if rules.is_wider(before, terms):
        _ask(client_id, before, terms, reason=reason, actor=actor, now=now)
        return False
    _put(row, terms)
    _record(
        client_id, "changed", actor, now, before=rules.as_plain(before), after=rules.as_plain(terms)
    )
    return True


@needs("identity.manage_clients")
@use_case
def set_active(*, client_id: str, active: bool, reason: str, actor: Actor, now: datetime) -> None:
    """Block a client, whose tokens end at once, or let it call again; raises ClientNotFound."""
    row = locked(client_id)
    row.is_active = active
    clients.save(row, ["is_active"])
    if not active:
        credentials.revoke_tokens(row, now=now)
    done = "unblocked" if active else "blocked"
    _record(client_id, done, actor, now, reason=reason)


@requires_transaction
def execute(*, request: Any, actor: Actor, now: datetime) -> str:
    """Do what one person asked for and another has just approved; returns what it was done to.

    Raises ClientExists, ClientNotFound and ClientChanged.
    """
    client_id = str(request.payload["client_id"])
    terms = rules.of_plain(request.payload["after"])
    row = clients.get_locked(client_id)
    if request.payload["is_new"]:
        if row is not None:
            raise _taken(client_id)
        columns = api_clients.columns_of(terms)
        clients.add(ApiClient(client_id=client_id, created_at=now, **columns))
        _record(client_id, "registered", actor, now, after=rules.as_plain(terms))
        return f"client:{client_id}"
    row = locked(client_id)
    before = rules.as_plain(api_clients.terms_of(row))
    if before != request.payload["before"]:
        message = f"{client_id} is not as it was when this was asked for."
        raise ClientChanged(message)
    _put(row, terms)
    credentials.revoke_tokens(row, now=now)
    _record(client_id, "changed", actor, now, before=before, after=rules.as_plain(terms))
    return f"client:{client_id}"


@requires_transaction
def locked(client_id: str) -> ApiClient:
    """Lock and return a client; raises ClientNotFound."""
    row = clients.get_locked(client_id)
    if row is None:
        message = f"There is no API client {client_id}."
        raise ClientNotFound(message)
    return row


def _put(row: ApiClient, terms: ClientTerms) -> None:
    columns = api_clients.columns_of(terms)
    for name, value in columns.items():
        setattr(row, name, value)
    clients.save(row, columns)


def _ask(
    client_id: str,
    before: ClientTerms | None,
    after: ClientTerms,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    # Approvals stand above identity: its door is known by name only.
    door = import_module(settings.APPROVALS_DOOR)
    wanted = rules.as_plain(after)
    door.request(
        order=door.NewRequest(
            kind=KIND,
            subject=f"client:{client_id}",
            payload={
                "client_id": client_id,
                "is_new": before is None,
                "before": dict.fromkeys(wanted, "") if before is None else rules.as_plain(before),
                "after": wanted,
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def _record(client_id: str, done: str, actor: Actor, now: datetime, **detail: object) -> None:
    audit.record(
        actor=actor,
        action=f"identity.client.{done}",
        subject=f"client:{client_id}",
        detail=detail,
        at=now,
    )


def _taken(client_id: str) -> ClientExists:
    message = f"There is an API client {client_id} already."
    return ClientExists(message, field="client_id")
