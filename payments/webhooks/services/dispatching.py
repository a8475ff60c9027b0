"""Bringing events to endpoints: at least once, and never while a transaction is open.

Taking writes the attempt and commits; then the call is made; then its answer is settled. Whoever
dies between leaves an attempt without an answer, and the delivery is taken again when its lease
lapses: the receiver knows by the webhook-id that it has it already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.http import parse_http_date

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.egress import calls, targets
from bankcore.errors import BankError
from payments.webhooks.domain import schedule, signatures
from payments.webhooks.domain.schedule import Jitter
from payments.webhooks.domain.states import EndpointState
from payments.webhooks.repositories import deliveries, endpoints
from payments.webhooks.services.stopping import stop

DISPATCHER: Final = Actor.system("webhooks")
# Longer than any call takes, with its name looked up: a lease that lapses is of one that died.
LEASE: Final = timedelta(seconds=60)
_GONE: Final = 410
# Answers whose Retry-After counts: too many requests, and service unavailable.
_SLOWER: Final = frozenset({429, 503})
_UNTIL_OK: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to be sent now: held for us, its attempt written."""

    taken: deliveries.Taken
    secrets: tuple[str, ...]

    @property
    def endpoint(self) -> int:
        """Which endpoint it goes to."""
        return self.taken.endpoint


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one try; `status` is None where there was no answer."""

    status: int | None
    answer: bytes = b""
    error: str = ""
    retry_after: str = ""
    seconds: float = 0.0

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it: any 2xx, and nothing else."""
        return self.status in _UNTIL_OK


@use_case
def take_due(*, most: int, each: int, under_way: Mapping[int, int], now: datetime) -> list[Sending]:
    """Take deliveries that are due, with their attempts written; they are sent after the commit.

    `most` in all, `each` for one endpoint, counting those that are `under_way` to it by its key.
    """
    taken = deliveries.take(most=most, each=each, under_way=under_way, until=now + LEASE, now=now)
    secrets = deliveries.secrets_of(endpoints=[one.endpoint for one in taken], now=now)
    return [Sending(one, tuple(secrets.get(one.endpoint, ()))) for one in taken]


def send(*, sending: Sending, now: datetime) -> Heard:
    """Make the call, outside any transaction; whatever goes wrong is what was heard."""
    allowed = targets.networks(settings.WEBHOOK_ALLOWED_NETWORKS)
    taken, started = sending.taken, time.monotonic()
    try:
        answer = calls.post(
            taken.url,
            taken.payload,
            headers=signatures.headers_of(
                event_id=taken.event_id,
                timestamp=int(now.timestamp()),
                body=taken.payload,
                secrets=sending.secrets,
            ),
            allowed=allowed,
            schemes=("https", "http") if allowed else ("https",),
        )
    except BankError as refused:
        return Heard(None, error=refused.message, seconds=time.monotonic() - started)
    return Heard(
        answer.status,
        answer=answer.body,
        error="" if answer.status in _UNTIL_OK else f"The answer was {answer.status}.",
        retry_after=answer.headers.get("Retry-After", ""),
        seconds=time.monotonic() - started,
    )


@use_case
def settle(*, sending: Sending, heard: Heard, jitter: Jitter, now: datetime) -> None:
    """Write what was heard, and what follows from it for the delivery and its endpoint."""
    taken = sending.taken
    deliveries.add_answer(
        attempt=taken.attempt,
        at=now,
        status=heard.status,
        answer=heard.answer,
        error=heard.error,
        taken=timedelta(seconds=heard.seconds),
    )
    if heard.is_taken:
        deliveries.mark_delivered(delivery=taken.delivery, at=now)
        endpoints.note_success(pk=taken.endpoint)
        return
    _failed(taken, heard, jitter, now)


def asked_wait(*, status: int | None, retry_after: str, now: datetime) -> float | None:
    """Return the seconds that an answer asks to be waited (RFC 9110, 10.2.3), or None.

    The header is a number of seconds or a date; one that is neither asks for nothing.
    """
    text = retry_after.strip()
    if status not in _SLOWER or not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parse_http_date(text) - now.timestamp())
    except ValueError:
        return None


def _failed(taken: deliveries.Taken, heard: Heard, jitter: Jitter, now: datetime) -> None:
    asked = asked_wait(status=heard.status, retry_after=heard.retry_after, now=now)
    wait = schedule.next_wait(tries=taken.tries, asked=asked, jitter=jitter)
    if wait is None:
        deliveries.give_up(taken=taken, at=now)
    else:
        deliveries.put_off(taken=taken, until=now + wait)
    endpoints.note_failure(pk=taken.endpoint, at=now)
    if heard.status == _GONE:
        _stop(taken.endpoint, "The receiver answered 410 Gone.", now)
    elif endpoints.failing_before(pk=taken.endpoint, moment=now - schedule.PATIENCE):
        _stop(taken.endpoint, "The receiver has failed for 72 hours.", now)


def _stop(endpoint_pk: int, reason: str, now: datetime) -> None:
    endpoint = endpoints.locked(pk=endpoint_pk)
    if endpoint.state != EndpointState.DISABLED:
        stop(endpoint, reason=reason, actor=DISPATCHER, now=now)


def deliver_due(*, most: int, jitter: Jitter, clock: Callable[[], datetime]) -> int:
    """Send what is due, one after another; returns how many tries were made.

    For a bank without a process of its own for webhooks: one slow receiver holds up the others.
    """
    count = 0
    while count < most:
        batch = take_due(most=1, each=1, under_way={}, now=clock())
        if not batch:
            break
        for sending in batch:
            heard = send(sending=sending, now=clock())
            settle(sending=sending, heard=heard, jitter=jitter, now=clock())
            count += 1
    return count
