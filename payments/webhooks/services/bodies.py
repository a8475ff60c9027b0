"""Endpoints, events and deliveries as the API shows them: Stripe's shapes where it has them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from payments.webhooks.domain.states import EndpointState
from payments.webhooks.services.views import AttemptView, DeliveryView, EndpointView, EventView


def endpoint_body(view: EndpointView) -> dict[str, Any]:
    """Return Stripe's WebhookEndpoint; `secret` is in it where the view has it."""
    body: dict[str, Any] = {
        "id": view.object_id,
        "object": "webhook_endpoint",
        "url": view.url,
        "enabled_events": list(view.enabled_events),
        "description": view.description,
        "livemode": view.is_live,
        "status": "disabled" if view.state == EndpointState.DISABLED else "enabled",
        "disabled_reason": view.disabled_reason or None,
        "failing_since": _seconds(view.failing_since),
        "metadata": dict(view.metadata),
        "created": _seconds(view.created_at),
    }
    return body if view.secret is None else {**body, "secret": view.secret}


def event_body(view: EventView) -> dict[str, Any]:
    """Return Stripe's Event: what is sent, and to how many endpoints it has still to come."""
    body: dict[str, Any] = json.loads(view.payload)
    return {**body, "pending_webhooks": view.pending}


def delivery_body(view: DeliveryView) -> dict[str, Any]:
    """Return where an event went, with every attempt."""
    return {
        "object": "webhook_delivery",
        "created": _seconds(view.created_at),
        "event": view.event,
        "type": view.type,
        "endpoint": view.endpoint,
        "status": view.state.value.lower(),
        "tries": view.tries,
        "next_attempt": _seconds(view.next_at),
        "settled": _seconds(view.settled_at),
        "attempts": [_attempt(each) for each in view.attempts],
    }


def _attempt(view: AttemptView) -> dict[str, Any]:
    return {
        "number": view.number,
        "started": _seconds(view.started_at),
        "answered": _seconds(view.answered_at),
        "status": view.status,
        "answer": view.answer,
        "error": view.error or None,
        "milliseconds": view.milliseconds,
    }


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
