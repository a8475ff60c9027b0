"""Events of tests, and a consumer that counts what it does in the database itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from bankcore import clock
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import events
from bankcore.outbox.services import relay
from tests.conftest import NOW

message_of = relay.message_of
NAME = "test.happened"


def event(subject: str, *, name: str = NAME, at: datetime = NOW, payload: Any = None) -> Event:
    """Return an event that is not written yet."""
    return Event(
        event_id=uuid4(), name=name, subject=subject, payload=payload or {}, occurred_at=at
    )


def happen(*subjects: str, name: str = NAME, at: datetime = NOW) -> list[UUID]:
    """Write an event for each subject, in one transaction; returns their ids."""
    written = [
        event(subject, name=name, at=at, payload={"n": n}) for n, subject in enumerate(subjects)
    ]
    use_case(events.add_many)(written)
    return [each.event_id for each in written]


def messages(*, now: datetime | None = None) -> list[dict[str, Any]]:
    """Return what a subscriber of everything is told, as it is told it."""
    moment = now or clock.now()
    heard: list[dict[str, Any]] = []
    everything = dict.fromkeys(Event.objects.values_list("name", flat=True), ("it",))
    while outbox.deliver(
        subscriptions=everything, send=lambda _task, message: heard.append(message), now=moment
    ):
        pass
    return heard


@use_case
def act(event: dict[str, Any]) -> None:
    """Leave a trace in the database: what a consumer does."""
    audit.record(
        actor=Actor.system("test"),
        action="test.thing.done",
        subject=f"{event['subject']}/{event['sequence']}",
        at=NOW,
    )


def acts() -> list[str]:
    """Return what was done, in its order."""
    done = AuditEntry.objects.filter(action="test.thing.done").order_by("id")
    return list(done.values_list("subject", flat=True))
