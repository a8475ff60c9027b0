"""Notices of another processor: whether they are its own (docs.stripe.com/webhooks/signature)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

TOLERANCE_SECONDS: Final = 300


def is_signed(body: bytes, *, header: str, secrets: Sequence[str], now: datetime) -> bool:
    """Return whether `Stripe-Signature` is one of these secrets' over these very bytes.

    `t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">`, several v1 while secrets are changed. An hour
    that is more than five minutes off is refused: what is caught on its way does not live long.
    """
    times, signatures = [], []
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "t":
            times.append(value)
        if name == "v1":
            signatures.append(value)
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal():
        return False
    if abs(now.timestamp() - int(times[0])) > TOLERANCE_SECONDS:
        return False
    signed = times[0].encode() + b"." + body
    expected = [hmac.digest(each.encode(), signed, hashlib.sha256).hex() for each in secrets]
    return any(
        hmac.compare_digest(one.encode(), other.encode())
        for one in expected
        for other in signatures
    )
