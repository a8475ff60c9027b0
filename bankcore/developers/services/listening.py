"""Events of the sandbox forwarded to a program on this machine, and samples to have some."""

from __future__ import annotations

import ipaddress
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from bankcore.db.transactions import use_case
from bankcore.developers.services import samples
from bankcore.egress import calls, targets
from bankcore.errors import BankError
from payments.webhooks import public as webhooks

OWNER: Final = "trigger"
"""For whom samples are recorded where nobody else is named: an owner without endpoints."""
_HERE: Final = ("127.0.0.0/8", "::1/128")
_SECONDS: Final = 10.0
_PAUSE: Final = 0.2
_WINDOW: Final = 500
_SECRET_BYTES: Final = 32


class NotOnThisMachine(BankError):
    """Events are forwarded to this machine alone."""

    code = "forward_address_refused"
    cure = "Give an address of this machine, such as http://127.0.0.1:8099/hooks."
    status = 400


class NoSamplesHere(BankError):
    """Where money is real, nothing is told that has not happened."""

    code = "samples_not_here"
    cure = "Use a bank whose API_MODE is test."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """An event that was forwarded: `status` is None where the receiver gave no answer."""

    event: str
    type: str
    status: int | None
    error: str = ""


def new_secret() -> str:
    """Return a secret for one session: forwarded events are signed with it."""
    return webhooks.secret_of(secrets.token_bytes(_SECRET_BYTES))


@use_case
def trigger(*, type: str, owner: str, now: datetime) -> str:  # noqa: A002 - as the wire calls it
    """Record a sample of an event, which goes to the owner's endpoints; returns its id.

    Raises SampleNotFound and NoSamplesHere.
    """
    _require_test()
    sample = samples.of_type(type)
    return webhooks.record_event(
        merchant=owner, type=type, object=sample.object, subject=f"sample:{type}", now=now
    )


def listen(
    *, to: str, secret: str, clock: Callable[[], datetime], begin: int | None = None
) -> Iterator[Forwarded]:
    """Forward each event without real money from now on (or behind the place `begin`), for ever.

    Each is sent once, with the headers that webhooks have. Raises NotOnThisMachine and
    NoSamplesHere.
    """
    _require_test()
    _require_here(to)
    floor = webhooks.newest_place() if begin is None else begin
    return _forwarding(to=to, secret=secret, clock=clock, floor=floor)


def _forwarding(
    *, to: str, secret: str, clock: Callable[[], datetime], floor: int
) -> Iterator[Forwarded]:
    seen: set[int] = set()
    while True:
        # An event may be committed after one of a higher place: look back over some.
        for found in webhooks.recorded_after(place=floor, limit=2 * _WINDOW):
            if found.place not in seen:
                seen.add(found.place)
                if not json.loads(found.payload)["livemode"]:
                    yield _forward(found, to, secret, clock())
        if len(seen) > _WINDOW:
            floor = sorted(seen)[-_WINDOW]
            seen = {place for place in seen if place > floor}
        time.sleep(_PAUSE)


def _forward(found: webhooks.Recorded, to: str, secret: str, now: datetime) -> Forwarded:
    headers = webhooks.headers_of(
        event_id=found.event,
        timestamp=int(now.timestamp()),
        body=found.payload,
        secrets=[secret],
    )
    try:
        answer = calls.post(
            to,
            found.payload,
            headers=headers,
            allowed=targets.networks(_HERE),
            schemes=("http", "https"),
            seconds=_SECONDS,
        )
    except BankError as refused:
        return Forwarded(event=found.event, type=found.type, status=None, error=refused.message)
    return Forwarded(event=found.event, type=found.type, status=answer.status)


def _require_test() -> None:
    if settings.API_MODE != "test":
        message = "This bank has real money."
        raise NoSamplesHere(message)


def _require_here(to: str) -> None:
    host = urlsplit(to).hostname or ""
    try:
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        message = "The address is not one of this machine."
        raise NotOnThisMachine(message, field="forward_to")
