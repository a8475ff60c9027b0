"""The connection to the clearing house's instant service: one message there, its answer back.

HTTP; both sides sign what they send with a key that they agreed on, each under a name of its own,
so that nothing that was sent can be sent back as an answer.
"""

from __future__ import annotations

import hmac
from functools import cache
from hashlib import sha256
from typing import Final

import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError

_CONNECT_SECONDS: Final = 3.0
_SHORTEST_SECONDS: Final = 0.05
_LARGEST_ANSWER: Final = 100_000
_SIGNATURE: Final = "Message-Signature"
_BANK, _HOUSE = b"bank\n", b"house\n"


class NoAnswer(Exception):
    """Nothing came back that the clearing house has signed; what was sent may have arrived."""


def send(message: bytes, *, seconds: float) -> bytes:
    """Return the clearing house's answer to a message; raises NoAnswer after so many seconds."""
    return _asked("/messages", message, seconds)


def next_waiting(*, seconds: float) -> bytes | None:
    """Return a message that waits for the bank; None where there is none for so many seconds.

    Raises NoAnswer.
    """
    # The house waits for less than the bank does, so that it says that there is nothing.
    return _asked(f"/waiting?seconds={seconds:.1f}", b"", seconds + _CONNECT_SECONDS) or None


def _asked(path: str, body: bytes, seconds: float) -> bytes:
    if seconds < _SHORTEST_SECONDS:
        raise NoAnswer
    try:
        answer = _pool().request(
            "POST",
            settings.INSTANT_ADDRESS + path,
            body=body,
            headers={"Content-Type": "application/xml", _SIGNATURE: _signed(_BANK, body)},
            timeout=urllib3.Timeout(connect=min(_CONNECT_SECONDS, seconds), total=seconds),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            content = answer.read(_LARGEST_ANSWER)
        finally:
            answer.release_conn()
    except (HTTPError, OSError) as error:
        raise NoAnswer(type(error).__name__) from None
    given = answer.headers.get(_SIGNATURE, "")
    if answer.status != 200 or not hmac.compare_digest(_signed(_HOUSE, content), given):
        raise NoAnswer(f"status {answer.status}")  # noqa: TRY003, EM102
    return content


def _signed(sender: bytes, body: bytes) -> str:
    return hmac.new(settings.INSTANT_KEY.encode(), sender + body, sha256).hexdigest()


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=8)
