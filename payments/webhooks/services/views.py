"""What the API and the back office are shown of endpoints, events and deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from payments.webhooks.domain.states import DeliveryState, EndpointState
from payments.webhooks.models import Attempt, Delivery, Endpoint, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointView:
    """An endpoint. `secret` is there once: when it is made, and when it is rolled."""

    object_id: str
    merchant: str
    url: str
    enabled_events: tuple[str, ...]
    description: str
    metadata: Mapping[str, Any]
    is_live: bool
    state: EndpointState
    disabled_reason: str
    failing_since: datetime | None
    created_at: datetime
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event: the bytes that are sent, and to how many endpoints they have still to come."""

    object_id: str
    type: str
    subject: str
    sequence: int
    payload: bytes
    created_at: datetime
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One try; without `answered_at` nobody knows what became of it."""

    number: int
    started_at: datetime
    answered_at: datetime | None
    status: int | None
    answer: str
    error: str
    milliseconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """An event's way to one endpoint. `next_at` is None where it is not tried any more.

    `created_at` is when its event happened.
    """

    event: str
    type: str
    created_at: datetime
    endpoint: str
    state: DeliveryState
    tries: int
    next_at: datetime | None
    settled_at: datetime | None
    attempts: tuple[AttemptView, ...] = ()


def endpoint_view(endpoint: Endpoint, *, secret: str | None = None) -> EndpointView:
    """Return what is shown of an endpoint."""
    return EndpointView(
        object_id=endpoint.object_id,
        merchant=endpoint.merchant,
        url=endpoint.url,
        enabled_events=tuple(endpoint.enabled_events),
        description=endpoint.description,
        metadata=endpoint.metadata,
        is_live=endpoint.is_live,
        state=EndpointState(endpoint.state),
        disabled_reason=endpoint.disabled_reason,
        failing_since=endpoint.failing_since,
        created_at=endpoint.created_at,
        secret=secret,
    )


def event_view(event: Event) -> EventView:
    """Return what is shown of an event that was read with its count of pending deliveries."""
    return EventView(
        object_id=event.object_id,
        type=event.type,
        subject=event.subject,
        sequence=event.sequence,
        payload=bytes(event.payload),
        created_at=event.created_at,
        pending=getattr(event, "pending", 0),
    )


def delivery_view(delivery: Delivery) -> DeliveryView:
    """Return what is shown of a delivery, with its attempts in their order."""
    waits = delivery.state == DeliveryState.WAITING
    return DeliveryView(
        event=delivery.event.object_id,
        type=delivery.event.type,
        created_at=delivery.event.created_at,
        endpoint=delivery.endpoint.object_id,
        state=DeliveryState(delivery.state),
        tries=delivery.tries,
        next_at=delivery.next_at if waits else None,
        settled_at=delivery.settled_at,
        attempts=tuple(
            _attempt(each) for each in sorted(delivery.attempts.all(), key=lambda one: one.number)
        ),
    )


def _attempt(attempt: Attempt) -> AttemptView:
    return AttemptView(
        number=attempt.number,
        started_at=attempt.started_at,
        answered_at=attempt.answered_at,
        status=attempt.status,
        answer=bytes(attempt.answer or b"").decode(errors="replace"),
        error=attempt.error,
        milliseconds=attempt.milliseconds,
    )
