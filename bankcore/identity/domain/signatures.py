"""Signatures of request bodies: HMAC-SHA256 over canonical JSON, in hexadecimal.

Canonical is the body without `signature`, keys sorted, no blanks, numbers as they were written.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class WrittenNumber(Decimal):
    """A JSON number that remembers how it was written: 10, 10.0 and 10.00 sign differently."""

    written: str

    def __new__(cls, text: str) -> WrittenNumber:
        """Read the number exactly."""
        number = super().__new__(cls, text)
        number.written = text
        return number


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: `body` without `signature`, as canonical JSON in UTF-8."""
    return _canonical({k: v for k, v in body.items() if k != "signature"}).encode()


def sign(body: Mapping[str, Any], *, secret: bytes) -> str:
    """Return the signature of `body`, 64 hexadecimal digits."""
    return hmac.new(secret, canonical(body), hashlib.sha256).hexdigest()


def is_signed(body: Mapping[str, Any], *, secret: bytes, signature: str) -> bool:
    """Return whether `signature` is that of `body`, in constant time."""
    return hmac.compare_digest(sign(body, secret=secret).encode(), signature.encode())


def _canonical(value: Any) -> str:
    if isinstance(value, WrittenNumber):
        return value.written
    if isinstance(value, Mapping):
        pairs = (f"{_text(key)}:{_canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _text(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
