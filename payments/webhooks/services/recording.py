"""Writing down what integrators are to be told, in the transaction in which it happens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from payments.webhooks.domain import filters, payloads
from payments.webhooks.models import Event
from payments.webhooks.repositories import events


def record_event(
    *,
    merchant: str,
    type: str,  # noqa: A002 - as the wire calls it
    object: Mapping[str, Any],  # noqa: A002 - as the wire calls it
    subject: str,
    now: datetime,
) -> str:
    """Tell a merchant's endpoints of what has happened to `object`, after the caller's commit.

    Part of the caller's use case. `object` is what the API shows of it at this moment, in values
    that JSON has; `subject` is its id. Returns the event's id. Raises ValueError for a type that is
    no name such as payment_intent.succeeded.
    """
    filters.check_type(type)
    sequence = events.next_sequence(subject=subject)
    event_id = f"evt_{secrets.token_hex(12)}"
    payload = payloads.payload_of(
        event_id=event_id,
        type=type,
        created=int(now.timestamp()),
        sequence=sequence,
        object=object,
    )
    event = Event(
        object_id=event_id,
        merchant=merchant,
        type=type,
        subject=subject,
        sequence=sequence,
        payload=payload,
        created_at=now,
    )
    events.add(event, due=now)
    return event_id
