"""A test program's request, sent again for it by whoever administers API clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.developers.models import LoggedRequest
from bankcore.developers.repositories import requests
from bankcore.errors import BankError
from bankcore.identity import public as identity


class RequestNotLogged(BankError):
    """The request is not in the log any more."""

    code = "request_not_logged"
    cure = "Requests are kept for a week; ask the program to send it again."
    status = 404


class RequestNotReplayable(BankError):
    """It cannot be sent again as it was, or must not be."""

    code = "request_not_replayable"
    cure = "Replay reads and failed POSTs of an active test client, sent whole and not signed."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request that is sent again."""

    method: str
    path: str
    query: str
    content_type: str
    body: str
    token: str
    request_id: str
    idempotency_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How it was answered this time."""

    request_id: str
    status: int
    body: str


Send = Callable[[Outgoing], tuple[int, str]]


def is_replayable(row: LoggedRequest) -> bool:
    """Return whether a request is a whole one of a test client: a read, or a POST that failed."""
    has_failed = row.status >= HTTPStatus.BAD_REQUEST
    return (
        row.is_test
        and row.is_whole
        and (row.method == "GET" or (row.method == "POST" and has_failed))
    )


@needs("identity.manage_clients")
def replay(*, pk: int, send: Send, actor: Actor, now: datetime) -> Replayed:
    """Send a request again as its program, by the way that every request goes.

    It has an access token of the program's that ends with it. A POST after which nothing was
    decided (5xx) keeps its Idempotency-Key, so that what was done is not done twice; one that was
    refused gets a new key, or it would be given the same refusal. Raises RequestNotLogged and
    RequestNotReplayable.
    """
    row = requests.get(pk=pk)
    if row is None:
        message = "There is no such request."
        raise RequestNotLogged(message)
    client = identity.test_client(client_id=row.client_id) if is_replayable(row) else None
    if client is None or client.terms.signed_only:
        message = "This request cannot be sent again for its program."
        raise RequestNotReplayable(message)
    request_id = f"replay-{uuid4().hex}"
    _note(row=row, request_id=request_id, actor=actor, now=now)
    token = identity.issue_access_token(client=client, scopes=client.terms.scopes, now=now)
    try:
        status, body = send(_outgoing(row, token, request_id))
    finally:
        identity.revoke_access_token(client=client, token=token, now=now)
    return Replayed(request_id=request_id, status=status, body=body)


def _outgoing(row: LoggedRequest, token: str, request_id: str) -> Outgoing:
    is_undecided = row.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Outgoing(
        method=row.method,
        path=row.path,
        query=row.query,
        content_type=row.content_type,
        body=row.body,
        token=token,
        request_id=request_id,
        idempotency_key=row.idempotency_key if is_undecided else str(uuid4()),
    )


@use_case
def _note(*, row: LoggedRequest, request_id: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="developers.request.replayed",
        subject=f"api_client:{row.client_id}",
        detail={"request": row.request_id, "again": request_id},
        at=now,
    )
