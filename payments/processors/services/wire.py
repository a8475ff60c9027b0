"""Requests to Stripe's API: HTTPS, form bodies in, JSON out; what is sure and what is not."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from payments.processors.domain.forms import Form, encoded

# The version whose fields are read here: docs.stripe.com/api/versioning.
VERSION: Final = "2024-06-20"
_CONNECT_SECONDS: Final = 3.0
_SHORTEST_SECONDS: Final = 0.1
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NEVER_SENT: Final = (NewConnectionError, ConnectTimeoutError, SSLError, ProxyError)


class NotReached(Exception):
    """Nothing has left: there is no key, no connection, or no time."""


class NoAnswer(Exception):
    """The request may have arrived, and what became of it is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is an object of the API; of a failure it holds `error`."""

    status: int
    body: Mapping[str, Any] = field(repr=False)

    @property
    def is_done(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    @property
    def error(self) -> Mapping[str, Any]:
        """The error object, empty where there is none."""
        found = self.body.get("error")
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Until:
    """The moment, of this machine's steady clock, after which nobody waits."""

    at: float

    @staticmethod
    def after(seconds: float) -> Until:
        """Return the moment after so many seconds."""
        return Until(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.at - time.monotonic()


def is_configured() -> bool:
    """Return whether there is a key, and an address that it may be shown to."""
    parts = urlsplit(settings.STRIPE_API_BASE)
    secure = parts.scheme == "https" or parts.hostname in _LOOPBACK
    return bool(settings.STRIPE_API_KEY) and secure


def get(path: str, query: Form | None = None, *, until: Until) -> Answer:
    """Ask for what is there; raises NotReached and NoAnswer."""
    return _sent("GET", f"{path}?{encoded(query)}" if query else path, None, {}, until)


@sensitive_variables()
def post(path: str, form: Form, *, key: str, until: Until) -> Answer:
    """Order something, under an Idempotency-Key: the same one is never carried out twice."""
    headers = {
        "Idempotency-Key": key,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return _sent("POST", path, encoded(form), headers, until)


@sensitive_variables()
def _sent(
    method: str, path: str, body: str | None, headers: Mapping[str, str], until: Until
) -> Answer:
    if not is_configured() or until.left < _SHORTEST_SECONDS:
        raise NotReached
    sent = {
        "Authorization": f"Bearer {settings.STRIPE_API_KEY}",
        "Stripe-Version": VERSION,
        **headers,
    }
    try:
        answer = _pool().request(
            method,
            settings.STRIPE_API_BASE + path,
            body=body,
            headers=sent,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, total=until.left),
            retries=False,
            redirect=False,
        )
    except _NEVER_SENT as error:
        # Without the error itself: a traceback of it would hold the request.
        raise NotReached(type(error).__name__) from None
    except (HTTPError, OSError) as error:
        raise NoAnswer(type(error).__name__) from None
    return _read(answer)


def _read(answer: urllib3.BaseHTTPResponse) -> Answer:
    try:
        body = json.loads(answer.data)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise NoAnswer(f"status {answer.status} without an object")  # noqa: TRY003, EM102
    if answer.status >= 500 or answer.status == 409:
        # 409: the same key is at work there just now.
        raise NoAnswer(f"status {answer.status}")  # noqa: TRY003, EM102
    return Answer(answer.status, body)


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=8, cert_reqs="CERT_REQUIRED")
