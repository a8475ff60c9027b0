"""A request that is sent twice happens once, even if the process dies that answers it.

draft-ietf-httpapi-idempotency-key-header-07, and what Stripe does: the answer of what was done is
kept and given again; refusals before anything was done are not kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from bankcore.crypto import blind_index
from bankcore.db.transactions import TryAgain, requires_transaction, use_case
from bankcore.errors import BankError
from payments.gateway.repositories import made, requests

# A process waits 20 seconds for a network at most, twice in one request (authorise and capture).
LEASE: Final = timedelta(seconds=75)
KEPT: Final = timedelta(days=30)
_PURPOSE: Final = "gateway.request"


class RequestInFlight(BankError):
    """The same request is being worked on at this moment."""

    code = "request_in_flight"
    cure = "Wait as long as Retry-After says, then send the same request again."
    status = 409


class KeyOfOtherRequest(BankError):
    """The Idempotency-Key was used for a request with another method, address or body."""

    code = "idempotency_key_reused"
    cure = "Use a new key for a new request."
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: an HTTP status and the body's text."""

    status: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A request to be worked on as `public_id`, or the answer that it has had already.

    `tries` tells this try from those of other processes; more than one is a request to go on with.
    """

    public_id: UUID
    tries: int
    answer: Answer | None = None


@use_case
def begin(*, client_id: str, key: str, content: str, now: datetime) -> Begun:
    """Begin a request, or go on with one whose process has died; committed before work begins.

    `content` is what makes it the same request. Raises RequestInFlight and KeyOfOtherRequest.
    """
    made_id = requests.insert(
        client_id=client_id,
        key=key,
        # Keyed: a body may hold a card number, whose plain hash could be guessed through.
        fingerprint=blind_index.index_of(content, purpose=_PURPOSE),
        lease_until=now + LEASE,
        now=now,
    )
    if made_id is not None:
        return Begun(public_id=made_id, tries=1)
    row = requests.get_locked(client_id=client_id, key=key)
    if row is None:
        raise TryAgain
    if bytes(row.fingerprint) not in blind_index.search_values(content, purpose=_PURPOSE):
        message = "This Idempotency-Key was used for another request."
        raise KeyOfOtherRequest(message)
    if row.status is not None:
        answer = Answer(status=row.status, body=row.answer or "")
        return Begun(public_id=row.public_id, tries=row.tries, answer=answer)
    if row.lease_until > now:
        message = "The first request with this Idempotency-Key is still being worked on."
        raise RequestInFlight(message)
    row.tries += 1
    row.lease_until = now + LEASE
    requests.save(row)
    return Begun(public_id=row.public_id, tries=row.tries)


@use_case
def finish(*, begun: Begun, answer: Answer, object_id: str, now: datetime) -> None:
    """Keep the answer, unless another process has gone on with the request since."""
    row = requests.get_mine(public_id=begun.public_id, tries=begun.tries)
    if row is not None:
        row.status, row.answer = answer.status, answer.body
        row.object_id, row.lease_until = object_id, now
        requests.save(row)


@use_case
def let_go(*, begun: Begun, now: datetime) -> None:
    """End a try without an answer to keep: the key is free, or goes on with what was made."""
    row = requests.get_mine(public_id=begun.public_id, tries=begun.tries)
    if row is None:
        return
    # A first try that was taken for dead may still make something: only its own end frees the key.
    if begun.tries > 1 or made.anything_under(request_id=begun.public_id):
        row.lease_until = now
        requests.save(row)
    else:
        requests.delete(row)


@use_case
def forget_old_requests(*, now: datetime) -> int:
    """Remove what is older than 30 days; return how many."""
    return requests.delete_older(than=now - KEPT, now=now)


@requires_transaction
def redact(*, object_id: str, instead: dict[str, Any]) -> None:
    """Leave of the answers about an object only this, within the caller's use case."""
    for row in requests.answered_about(object_id=object_id):
        if row.status is not None:
            row.answer = json.dumps(instead)
            requests.save(row)
