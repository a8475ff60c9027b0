"""What a receiver knows the bank by: two signatures of each valid secret over the same bytes.

Standard Webhooks 1.0.0: HMAC-SHA-256 over `id.timestamp.body` under the bytes that the secret's
base64 stands for. Stripe-Signature: HMAC-SHA-256 over `timestamp.body` under the secret's text.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

PREFIX: Final = "whsec_"
# The specification asks for 24 to 64 bytes.
SECRET_BYTES: Final = 32


def secret_of(key: bytes) -> str:
    """Return the key as receivers are given it."""
    return PREFIX + base64.b64encode(key).decode()


def headers_of(
    *, event_id: str, timestamp: int, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the headers that go with `body`; `timestamp` is this try's, in Unix seconds."""
    stamp = str(timestamp)
    standard = b".".join([event_id.encode(), stamp.encode(), body])
    stripe = b".".join([stamp.encode(), body])
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_standard(each, standard)}" for each in secrets),
        "Stripe-Signature": ",".join(
            [f"t={stamp}", *(f"v1={_stripe(each, stripe)}" for each in secrets)]
        ),
    }


def _standard(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _stripe(secret: str, signed: bytes) -> str:
    return hmac.digest(secret.encode(), signed, hashlib.sha256).hex()
