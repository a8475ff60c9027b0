"""Customers of a test bank make programs of their own, which reach what is theirs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import api_clients as rules
from bankcore.identity.domain import client_terms
from bankcore.identity.domain.api_clients import ClientKind, ClientTerms, Credentials, KeyView
from bankcore.identity.models import ApiClient
from bankcore.identity.repositories import api_clients as clients
from bankcore.identity.repositories import credentials
from bankcore.identity.services import api_clients
from bankcore.identity.services.client_credentials import CredentialNotFound, of_client

SCOPES: Final = (
    *("accounts:read", "statements:read", "payments:read", "payments:write"),
    *("orders:read", "orders:write", "webhooks:read", "webhooks:write"),
    *("messages:read", "messages:write"),
)
"""What such a program can be given."""
OVERLAP: Final = timedelta(hours=24)
MOST: Final = 5
_PREFIX: Final = "own-"


class NotAtThisBank(BankError):
    """Keys that people make for themselves are for play money."""

    code = "keys_at_test_banks_only"
    cure = "Use a test bank, or ask the bank for a live client."
    status = 403


class TooManyPrograms(BankError):
    """A customer has as many programs as one can have."""

    code = "too_many_programs"
    cure = "Use one of those there are: revoke its key, and make another."
    status = 409


class ProgramNotFound(BankError):
    """There is no such program, or it is another customer's."""

    code = "program_not_found"
    cure = "Look at the page Keys for those there are."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramView:
    """A program of a customer, with its keys: which there are, and never what they are."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    keys: tuple[KeyView, ...]


@use_case
def create(
    *, customer_id: UUID, name: str, scopes: Sequence[str], actor: Actor, now: datetime
) -> Credentials:
    """Make a test program that reaches this customer's things; its key is told once.

    Raises NotAtThisBank, TooManyPrograms and ClientTermsInvalid.
    """
    _check(actor)
    if len(clients.bound_to_locked(customer_id, prefix=_PREFIX)) >= MOST:
        message = f"You have {MOST} programs."
        raise TooManyPrograms(message)
    client_id = f"{_PREFIX}{secrets.token_hex(6)}"
    terms = ClientTerms(name=name, scopes=tuple(scopes), customer_id=customer_id)
    client_terms.check(client_id, terms, known_scopes=set(SCOPES))
    made = api_clients.add(client_id=client_id, terms=terms, now=now)
    _record(client_id, "registered", actor, now, after=client_terms.as_plain(terms))
    return made


@use_case
def rotate(*, customer_id: UUID, client_id: str, actor: Actor, now: datetime) -> Credentials:
    """Make another key, told once; those there are stay good for a day.

    Raises NotAtThisBank and ProgramNotFound.
    """
    row = _own(customer_id, client_id, actor)
    key = rules.new_key(ClientKind(row.kind))
    kept = api_clients.key_row(row, key, now=now)
    credentials.add_key(kept)
    credentials.end_other_keys(row, kept=kept, at=now + OVERLAP)
    _record(client_id, "key_issued", actor, now, prefix=kept.prefix)
    return Credentials(client_id, key, "")


@use_case
def revoke(*, customer_id: UUID, client_id: str, name: str, actor: Actor, now: datetime) -> None:
    """End a key at once, by its beginning, and all tokens.

    Raises NotAtThisBank, ProgramNotFound and CredentialNotFound.
    """
    row = _own(customer_id, client_id, actor)
    if not credentials.revoke_key(row, prefix=name, now=now):
        message = "There is no such key to revoke."
        raise CredentialNotFound(message, field="name")
    credentials.revoke_tokens(row, now=now)
    _record(client_id, "credential_revoked", actor, now, credential=name)


def of_customer(*, customer_id: UUID) -> list[ProgramView]:
    """Return the customer's own programs, oldest first."""
    return [
        ProgramView(
            client_id=row.client_id,
            name=row.name,
            scopes=tuple(row.scopes),
            keys=tuple(each for each in of_client(row) if each.name.startswith(rules.KEY_SCHEME)),
        )
        for row in clients.bound_to(customer_id, prefix=_PREFIX)
    ]


def _own(customer_id: UUID, client_id: str, actor: Actor) -> ApiClient:
    _check(actor)
    row = clients.get_locked(client_id)
    is_own = row is not None and row.customer_id == customer_id
    if row is None or not is_own or not client_id.startswith(_PREFIX):
        message = "You have no such program."
        raise ProgramNotFound(message)
    return row


def _check(actor: Actor) -> None:
    if settings.API_MODE != "test" or not actor.rights.self_service:
        message = "At this bank nobody makes keys for themselves."
        raise NotAtThisBank(message)


def _record(client_id: str, done: str, actor: Actor, now: datetime, **detail: object) -> None:
    audit.record(
        actor=actor,
        action=f"identity.client.{done}",
        subject=f"client:{client_id}",
        detail=detail,
        at=now,
    )
