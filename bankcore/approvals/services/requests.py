"""Asking a second person, and their answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals.domain.views import NewRequest, RequestView, State
from bankcore.approvals.models import Request
from bankcore.approvals.repositories import requests
from bankcore.approvals.services import deciders, kinds
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError

_BATCH: Final = 1_000


class Executor(Protocol):
    """What is done once a request is approved, in the approving transaction.

    It returns what it made, such as `transaction:7`. Whatever it raises takes the approval back
    as well, so that the request waits on and can be approved again.
    """

    def __call__(self, *, request: RequestView, actor: Actor, now: datetime) -> str:
        """Do it."""


class AlreadyRequested(BankError):
    """The same thing has been asked and waits for its decision."""

    code = "already_requested"
    cure = "Wait for the decision on the request that is open."
    status = 409


@requires_transaction
def request(*, order: NewRequest, actor: Actor, now: datetime) -> RequestView:
    """Ask for a second person's approval, in the caller's use case; `actor` is the maker.

    Raises AlreadyRequested, and UnknownKind where nothing could be done on approval.
    """
    kinds.of(order.kind)
    waiting = requests.open_of(kind=order.kind, subject=order.subject)
    if waiting is not None and not requests.expire(waiting, now=now):
        raise AlreadyRequested(_asked(order))
    row = Request(
        kind=order.kind,
        subject=order.subject,
        payload=_canonical(order.payload),
        reason=order.reason,
        maker=str(actor),
        requested_at=now,
        expires_at=order.expires_at or now + timedelta(days=settings.APPROVAL_DAYS),
        state=State.REQUESTED,
        amount_minor=None if order.amount is None else order.amount.minor,
        currency=None if order.amount is None else order.amount.currency.code,
        parties=sorted(set(order.parties)),
        chain=order.chain,
    )
    try:
        with transaction.atomic():
            requests.add(row)
    except IntegrityError as error:
        if requests.open_of(kind=order.kind, subject=order.subject) is None:
            raise
        raise AlreadyRequested(_asked(order)) from error
    _record(row, actor, "requested", now)
    return view(row)


class RequestNotFound(BankError):
    """There is no such request."""

    code = "request_not_found"
    cure = "Check the request's number."
    status = 404


class AlreadyDecided(BankError):
    """A decision is made once."""

    code = "already_decided"
    cure = "Make a new request where something else is wanted."
    status = 409


class RequestExpired(BankError):
    """The request waited longer than it may."""

    code = "request_expired"
    cure = "Make the request again."
    status = 409


@needs("approvals.decide_request")
@use_case
def approve(*, request_id: int, actor: Actor, now: datetime, reason: str = "") -> RequestView:
    """Approve the request and do what it asks for, both or neither.

    Raises RequestNotFound, AlreadyDecided, RequestExpired, OwnRequest, PartyToRequest, NotAPerson,
    NotPermitted, AboveDecisionLimit and what the executor raises; then the request waits as before.
    """
    row = _to_decide(request_id, actor, now)
    deciders.check_limit(row, actor)
    # A savepoint: a refusal that others keep with its key must not keep this approval.
    with transaction.atomic():
        _decide(row, State.APPROVED, actor, reason, now)
        row.result = _executor(row.kind)(request=view(row), actor=actor, now=now)[:120]
        row.state = State.EXECUTED
        requests.save_decision(row)
    _record(row, actor, "approved", now)
    return view(row)


class ReasonMissing(BankError):
    """A refusal says why."""

    code = "request_reason_missing"
    cure = "Write a short reason."


def stated(reason: str) -> str:
    """Return the reason for what takes two people, without spaces around it.

    Raises ReasonMissing where there is none.
    """
    if not reason.strip():
        message = "What takes two people needs a reason."
        raise ReasonMissing(message, field="reason")
    return reason.strip()


@needs("approvals.decide_request")
@use_case
def refuse(*, request_id: int, reason: str, actor: Actor, now: datetime) -> RequestView:
    """Refuse the request for a reason that its maker will read.

    Raises ReasonMissing, RequestNotFound, AlreadyDecided, RequestExpired, OwnRequest,
    PartyToRequest, NotAPerson and NotPermitted. Limits do not hold for a refusal.
    """
    if not reason.strip():
        message = "The refusal needs a reason."
        raise ReasonMissing(message, field="reason")
    row = _to_decide(request_id, actor, now)
    _decide(row, State.REFUSED, actor, reason, now)
    _record(row, actor, "refused", now)
    return view(row)


@use_case
def expire_due(*, now: datetime, actor: Actor) -> int:
    """Expire up to 1,000 requests whose time is over; returns how many. Call until it says 0."""
    expired = requests.expire_due(now=now, limit=_BATCH)
    for request_id in expired:
        audit.record(
            actor=actor, action="approvals.request.expired", subject=f"request:{request_id}", at=now
        )
    return len(expired)


def expire(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Expire every request whose time is over, as a step of the end of day."""
    del day, next_day
    total = 0
    while expired := expire_due(now=now, actor=actor):
        total += expired
    return {"requests expired": total}


def get(*, request_id: int) -> RequestView:
    """Return the request; raises RequestNotFound."""
    row = requests.get(request_id)
    if row is None:
        raise RequestNotFound(_unknown(request_id))
    return view(row)


def count_open() -> int:
    """Return how many requests wait for their decision."""
    return requests.count_open()


def view(row: Request) -> RequestView:
    """Return what others see of a request."""
    return RequestView(
        request_id=row.pk,
        kind=row.kind,
        subject=row.subject,
        payload=json.loads(row.payload),
        reason=row.reason,
        maker=row.maker,
        state=State(row.state),
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        checker=row.checker,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        result=row.result,
        amount=deciders.amount_of(row),
        parties=tuple(row.parties),
        chain=row.chain,
    )


def _to_decide(request_id: int, actor: Actor, now: datetime) -> Request:
    row = requests.get_locked(request_id)
    if row is None:
        raise RequestNotFound(_unknown(request_id))
    if row.state != State.REQUESTED:
        message = f"Request {request_id} is {row.state.lower()} already."
        raise AlreadyDecided(message)
    if row.expires_at <= now:
        message = f"Request {request_id} expired on {row.expires_at:%Y-%m-%d at %H:%M} UTC."
        raise RequestExpired(message)
    deciders.check(row, actor, now)
    return row


def _decide(row: Request, state: State, actor: Actor, reason: str, now: datetime) -> None:
    row.state, row.checker, row.decided_at = state, str(actor), now
    row.decision_reason = reason
    requests.save_decision(row)


def _executor(kind: str) -> Executor:
    executor: Executor = import_string(kinds.of(kind).executor)
    return executor


def _record(row: Request, actor: Actor, done: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"approvals.request.{done}",
        subject=row.subject,
        detail={"request": row.pk, "kind": row.kind, "maker": row.maker},
        at=now,
    )


def _canonical(payload: Mapping[str, object]) -> str:
    """Return the one spelling of this payload; a float in it is a fault of the caller."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def no_float(number: str) -> None:
        message = f"A request's payload holds no floats, such as {number}."
        raise TypeError(message)

    json.loads(text, parse_float=no_float, parse_constant=no_float)
    return text


def _asked(order: NewRequest) -> str:
    return f"A request for {order.kind} of {order.subject} is waiting for its decision already."


def _unknown(request_id: int) -> str:
    return f"There is no request {request_id}."
