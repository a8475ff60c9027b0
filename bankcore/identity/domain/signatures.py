"""Signatures of request bodies: HMAC-SHA256 over canonical JSON, in hexadecimal."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from bankcore.presentation import canonical_json


def sign(body: Mapping[str, Any], *, secret: bytes) -> str:
    """Return the signature of `body` without its field `signature`: 64 hexadecimal digits."""
    signed = {name: value for name, value in body.items() if name != "signature"}
    return hmac.new(secret, canonical_json.dumps(signed), hashlib.sha256).hexdigest()


def is_signed(body: Mapping[str, Any], *, secret: bytes, signature: str) -> bool:
    """Return whether `signature` is that of `body`, in constant time."""
    return hmac.compare_digest(sign(body, secret=secret).encode(), signature.encode())
