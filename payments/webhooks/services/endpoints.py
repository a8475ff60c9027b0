"""A merchant's endpoints: where it is told, of what, and under which secret."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.egress import targets
from bankcore.errors import BankError
from payments.webhooks.domain import signatures
from payments.webhooks.domain.filters import checked_filters
from payments.webhooks.domain.states import EndpointState
from payments.webhooks.models import Endpoint
from payments.webhooks.repositories import endpoints, pages
from payments.webhooks.services.stopping import stop
from payments.webhooks.services.views import EndpointView, endpoint_view

_MOST: Final = 16
_MOST_SHOWN: Final = 200
# "Rotation": both secrets sign for a day, so that receivers change over when it suits them.
OVERLAP: Final = timedelta(hours=24)
_LONGEST_OVERLAP: Final = timedelta(days=7)
_BY_MERCHANT: Final = "Stopped by the merchant."


class EndpointNotFound(BankError):
    """There is no such endpoint, or it is another merchant's."""

    code = "webhook_endpoint_not_found"
    cure = "Look the endpoint's id up in the list of your endpoints."
    status = 404


class TooManyEndpoints(BankError):
    """The merchant has as many endpoints as one may have."""

    code = "too_many_webhook_endpoints"
    cure = "Delete an endpoint that is not needed any more."
    status = 409


class BadOverlap(BankError):
    """The old secret cannot stay valid for so long."""

    code = "bad_secret_overlap"
    cure = "Give a time between none and seven days."
    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOrder:
    """A new endpoint: its address, and filters such as payment_intent.* or * for everything."""

    url: str
    enabled_events: Sequence[str]
    is_live: bool
    description: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChange:
    """What is to be different; None leaves a thing as it is."""

    url: str | None = None
    enabled_events: Sequence[str] | None = None
    description: str | None = None
    metadata: Mapping[str, Any] | None = None
    is_enabled: bool | None = None


@needs("webhooks.manage_endpoints")
def create_endpoint(
    *, merchant: str, order: EndpointOrder, idempotency: UUID | None, actor: Actor, now: datetime
) -> EndpointView:
    """Add an endpoint; the view has its secret, which is shown this once.

    Called again with the same `idempotency` it returns the same endpoint. Raises TargetRefused,
    BadEventFilter and TooManyEndpoints. The name in the address is looked up before anything is
    locked.
    """
    _check_address(order.url)
    return _create(merchant=merchant, order=order, idempotency=idempotency, actor=actor, now=now)


@use_case
def _create(
    *, merchant: str, order: EndpointOrder, idempotency: UUID | None, actor: Actor, now: datetime
) -> EndpointView:
    filters = checked_filters(order.enabled_events)
    endpoints.lock_merchant(merchant=merchant)
    made = endpoints.made_by(idempotency=idempotency) if idempotency else None
    if made is not None:
        return endpoint_view(made, secret=endpoints.current_secret(endpoint=made))
    if endpoints.of_merchant(merchant=merchant).count() >= _MOST:
        message = f"A merchant has {_MOST} endpoints at most."
        raise TooManyEndpoints(message)
    endpoint = Endpoint(
        object_id=f"we_{secrets.token_hex(12)}",
        merchant=merchant,
        url=order.url,
        enabled_events=filters,
        description=order.description,
        metadata=dict(order.metadata),
        is_live=order.is_live,
        idempotency=idempotency,
        created_at=now,
    )
    secret = _new_secret()
    endpoints.add(endpoint, secret=secret)
    _record("created", endpoint, actor, now, url=order.url, enabled_events=filters)
    return endpoint_view(endpoint, secret=secret)


def get_endpoint(*, merchant: str, endpoint: str) -> EndpointView:
    """Return a merchant's endpoint; raises EndpointNotFound."""
    return endpoint_view(found(merchant, endpoint))


def list_endpoints(
    *,
    merchant: str,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 10,
) -> tuple[list[EndpointView], bool]:
    """Return a page of a merchant's endpoints, the newest first, and whether there are more.

    Those alone that were made from `since` to before `until`, where these are given. `after` and
    `before` are ids of endpoints; raises EndpointNotFound for one that is not there.
    """
    rows = endpoints.of_merchant(merchant=merchant)
    older = found(merchant, after).pk if after else None
    newer = found(merchant, before).pk if before else None
    rows = pages.of_time(rows, since=since, until=until)
    listed, has_more = pages.page(rows, after=older, before=newer, limit=limit)
    return [endpoint_view(each) for each in listed], has_more


def sandbox_endpoints() -> list[EndpointView]:
    """Return the newest endpoints of all merchants and programs that hear of play money alone."""
    return [endpoint_view(each) for each in endpoints.of_sandbox(most=_MOST_SHOWN)]


@needs("webhooks.manage_endpoints")
def update_endpoint(
    *,
    merchant: str,
    endpoint: str,
    change: EndpointChange,
    actor: Actor,
    now: datetime,
    expected: Callable[[EndpointView], None] = lambda _: None,
) -> EndpointView:
    """Change an endpoint, if it is as `expected`, which else raises.

    Raises EndpointNotFound, TargetRefused and BadEventFilter.

    One that is enabled again begins with a clean slate; its dead letters wait for a replay.
    """
    if change.url is not None:
        _check_address(change.url)
    return _update(merchant, endpoint, change, expected, actor=actor, now=now)


@use_case
def _update(
    merchant: str,
    endpoint: str,
    change: EndpointChange,
    expected: Callable[[EndpointView], None],
    *,
    actor: Actor,
    now: datetime,
) -> EndpointView:
    row = found_locked(merchant, endpoint)
    expected(endpoint_view(row))
    new: dict[str, Any] = {
        "url": change.url,
        "enabled_events": None
        if change.enabled_events is None
        else checked_filters(change.enabled_events),
        "description": change.description,
        "metadata": None if change.metadata is None else dict(change.metadata),
    }
    changed = {name: value for name, value in new.items() if value is not None}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    _record("changed", row, actor, now, fields=sorted(changed))
    _switch(row, change.is_enabled, actor, now)
    return endpoint_view(row)


def _switch(row: Endpoint, is_enabled: bool | None, actor: Actor, now: datetime) -> None:  # noqa: FBT001 - as the change has it
    stopped = row.state == EndpointState.DISABLED
    if is_enabled is True and stopped:
        row.state, row.disabled_reason = EndpointState.ENABLED, ""
        row.save(update_fields=["state", "disabled_reason"])
        _record("enabled", row, actor, now)
    elif is_enabled is False and not stopped:
        stop(row, reason=_BY_MERCHANT, actor=actor, now=now)


@needs("webhooks.manage_endpoints")
@use_case
def delete_endpoint(*, merchant: str, endpoint: str, actor: Actor, now: datetime) -> None:
    """Take an endpoint away; what it was told stays on record. Raises EndpointNotFound."""
    row = found_locked(merchant, endpoint)
    if row.state != EndpointState.DISABLED:
        stop(row, reason="Deleted by the merchant.", actor=actor, now=now)
    row.deleted_at = now
    row.save(update_fields=["deleted_at"])
    _record("deleted", row, actor, now)


@needs("webhooks.replay")
@use_case
def stop_endpoint(
    *, merchant: str, endpoint: str, reason: str, actor: Actor, now: datetime
) -> EndpointView:
    """Send nothing more to an endpoint, as staff; raises EndpointNotFound."""
    row = found_locked(merchant, endpoint)
    if row.state != EndpointState.DISABLED:
        stop(row, reason=reason, actor=actor, now=now)
    return endpoint_view(row)


@needs("webhooks.manage_endpoints")
@use_case
def roll_secret(
    *,
    merchant: str,
    endpoint: str,
    overlap: timedelta = OVERLAP,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> EndpointView:
    """Give an endpoint a new secret, which is shown this once; the old one signs as well for a day.

    Called again with the same `idempotency` it returns the same secret, while that is current.
    Raises EndpointNotFound and BadOverlap.
    """
    if not timedelta(0) <= overlap <= _LONGEST_OVERLAP:
        message = "The old secret stays valid for seven days at most."
        raise BadOverlap(message, field="expires_in")
    row = found_locked(merchant, endpoint)
    if idempotency and endpoints.rolled_by(endpoint=row, idempotency=idempotency):
        return endpoint_view(row, secret=endpoints.current_secret(endpoint=row))
    secret = _new_secret()
    endpoints.replace_secret(
        endpoint=row, secret=secret, old_until=now + overlap, idempotency=idempotency, now=now
    )
    _record("secret_rolled", row, actor, now, overlap_hours=overlap.total_seconds() / 3_600)
    return endpoint_view(row, secret=secret)


def found(merchant: str, endpoint: str) -> Endpoint:
    """Return a merchant's endpoint; raises EndpointNotFound."""
    return _or_refuse(endpoints.find(merchant=merchant, object_id=endpoint), endpoint)


@requires_transaction
def found_locked(merchant: str, endpoint: str) -> Endpoint:
    """Return a merchant's endpoint, locked; raises EndpointNotFound."""
    return _or_refuse(endpoints.find_locked(merchant=merchant, object_id=endpoint), endpoint)


def _or_refuse(row: Endpoint | None, endpoint: str) -> Endpoint:
    if row is None:
        message = f"There is no webhook endpoint {endpoint}."
        raise EndpointNotFound(message)
    return row


def _check_address(url: str) -> None:
    allowed = targets.networks(settings.WEBHOOK_ALLOWED_NETWORKS)
    targets.resolve(url, allowed=allowed, schemes=("https", "http") if allowed else ("https",))


def _new_secret() -> str:
    return signatures.secret_of(secrets.token_bytes(signatures.SECRET_BYTES))


def _record(what: str, endpoint: Endpoint, actor: Actor, now: datetime, **detail: Any) -> None:
    audit.record(
        actor=actor,
        action=f"webhooks.endpoint.{what}",
        subject=f"webhook_endpoint:{endpoint.object_id}",
        detail={"merchant": endpoint.merchant, **detail},
        at=now,
    )
