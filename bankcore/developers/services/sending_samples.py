"""Telling a sandbox endpoint of something that has not happened, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import Final

from bankcore.actor import Actor
from bankcore.developers.services import samples
from payments.webhooks import public as webhooks

_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sample that is on its way; `attempt` is the first try, once it is answered."""

    event: str
    attempt: webhooks.AttemptView | None


def endpoints() -> list[webhooks.EndpointView]:
    """Return the endpoints that samples can be sent to."""
    return webhooks.sandbox_endpoints()


def send(*, endpoint: str, type: str, seconds: float, actor: Actor, now: datetime) -> Told:  # noqa: A002 - as the wire calls it
    """Send a sample of a type to a sandbox endpoint, and wait so long for what it answers.

    Raises SampleNotFound, and what `webhooks.send_sample` raises. The dispatcher's process makes
    the call, signed and tried again as any other.
    """
    sample = samples.of_type(type)
    owner = next((each.merchant for each in endpoints() if each.object_id == endpoint), "")
    event = webhooks.send_sample(
        merchant=owner, endpoint=endpoint, type=type, object=sample.object, actor=actor, now=now
    )
    until = monotonic() + seconds
    while (attempt := _answered(owner, event)) is None and monotonic() < until:
        sleep(_PAUSE)
    return Told(event=event, attempt=attempt)


def _answered(owner: str, event: str) -> webhooks.AttemptView | None:
    tries = [
        attempt
        for delivery in webhooks.deliveries_of_event(merchant=owner, event=event)
        for attempt in delivery.attempts
        if attempt.answered_at is not None
    ]
    return tries[0] if tries else None
