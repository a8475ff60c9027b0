"""Writing down what integrators are to be told, in the transaction in which it happens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from payments.webhooks.domain import filters, payloads
from payments.webhooks.models import Endpoint, Event
from payments.webhooks.repositories import events


def record_event(
    *,
    merchant: str,
    type: str,  # noqa: A002 - as the wire calls it
    object: Mapping[str, Any],  # noqa: A002 - as the wire calls it
    subject: str,
    now: datetime,
    event_id: str = "",
) -> str:
    """Tell a merchant's endpoints of what has happened to `object`, after the caller's commit.

    Part of the caller's use case. `object` is what the API shows of it at this moment, in values
    that JSON has; `subject` is its id. `event_id` is for an event that may be told of again; else
    it gets a name of its own. Returns the event's id. Raises ValueError for a type that is
    no name such as payment_intent.succeeded.
    """
    event = _made(merchant, type, object, subject, now, event_id)
    events.add(event, due=now)
    return event.object_id


def record_for(
    endpoint: Endpoint,
    *,
    type: str,  # noqa: A002 - as the wire calls it
    object: Mapping[str, Any],  # noqa: A002 - as the wire calls it
    now: datetime,
) -> str:
    """Tell one endpoint of something about itself, whatever its filters; as `record_event`."""
    event = _made(endpoint.merchant, type, object, endpoint.object_id, now)
    events.add_for(event, endpoint=endpoint, due=now)
    return event.object_id


def _made(
    merchant: str,
    kind: str,
    told: Mapping[str, Any],
    subject: str,
    now: datetime,
    event_id: str = "",
) -> Event:
    filters.check_type(kind)
    sequence = events.next_sequence(subject=subject)
    event_id = event_id or f"evt_{secrets.token_hex(12)}"
    return Event(
        object_id=event_id,
        merchant=merchant,
        type=kind,
        subject=subject,
        sequence=sequence,
        payload=payloads.payload_of(
            event_id=event_id,
            type=kind,
            created=int(now.timestamp()),
            sequence=sequence,
            object=told,
        ),
        created_at=now,
    )
