"""Writing events, in the transaction in which they happen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.schemas import Happened, payload_of
from bankcore.outbox.repositories import events


def publish(event: Happened, *, subject: str, at: datetime) -> None:
    """Tell of what happened: tasks that subscribed to it hear of it after commit, at least once.

    `subject` is what it happened to, such as `loan:7`. Raises NotDeclared where the event is not in
    bankcore/events.py, holds what it does not declare, or is not about such a thing.
    """
    publish_many(happened=[(subject, event)], at=at)


def publish_many(*, happened: Sequence[tuple[str, Happened]], at: datetime) -> None:
    """Tell of many events at once; each comes with its subject. Raises NotDeclared."""
    known: Catalogue = import_string(settings.OUTBOX_EVENTS)
    events.add_many([_row(known, subject, event, at) for subject, event in happened])


def _row(known: Catalogue, subject: str, event: Happened, at: datetime) -> events.NewEvent:
    declared = known.require(event, subject=subject)
    return events.NewEvent(
        event_id=uuid4(),
        name=declared.name,
        version=declared.version,
        subject=subject,
        payload=payload_of(event),
        occurred_at=at,
    )
