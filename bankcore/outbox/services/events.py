"""Writing events, in the transaction in which they happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from bankcore.outbox.models import Event
from bankcore.outbox.repositories import events


def publish(*, name: str, subject: str, payload: Mapping[str, object], at: datetime) -> None:
    """Tell of what happened: tasks subscribed to `name` hear of it after commit, at least once."""
    events.add_many(
        [
            Event(
                event_id=uuid4(),
                name=name,
                subject=subject,
                payload=dict(payload),
                occurred_at=at,
            )
        ]
    )


def publish_many(
    *, name: str, happened: Sequence[tuple[str, Mapping[str, object]]], at: datetime
) -> None:
    """Tell of many events of one name at once; each is a subject and a payload."""
    events.add_many(
        [
            Event(
                event_id=uuid4(),
                name=name,
                subject=subject,
                payload=dict(payload),
                occurred_at=at,
            )
            for subject, payload in happened
        ]
    )
