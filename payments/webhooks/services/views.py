"""What the API and the back office are shown of endpoints, events and deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from payments.webhooks.domain.states import DeliveryState, EndpointState
from payments.webhooks.models import Endpoint


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
    """An event's way to one endpoint. `next_at` is None where it is not tried any more."""

    id: int
    event: str
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


def endpoint_object(endpoint: Endpoint) -> dict[str, Any]:
    """Return an endpoint as the API shows it (Stripe's WebhookEndpoint), without its secret."""
    return {
        "id": endpoint.object_id,
        "object": "webhook_endpoint",
        "url": endpoint.url,
        "enabled_events": list(endpoint.enabled_events),
        "description": endpoint.description,
        "livemode": endpoint.is_live,
        "status": "disabled" if endpoint.state == EndpointState.DISABLED else "enabled",
        "disabled_reason": endpoint.disabled_reason or None,
        "metadata": endpoint.metadata,
        "created": int(endpoint.created_at.timestamp()),
    }
