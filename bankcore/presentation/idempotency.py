"""The Idempotency-Key header: a write that is sent twice happens once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from rest_framework.request import Request

from bankcore.errors import BankError
from bankcore.presentation import canonical_json

HEADER = "Idempotency-Key"
_GIVEN = "HTTP_IDEMPOTENCY_KEY"
REPLAYED = "Idempotent-Replayed"
_ACCEPTED = re.compile(r"[\x21-\x7e]{1,255}")


class IdempotencyKeyMissing(BankError):
    """A write came without a usable Idempotency-Key header."""

    code = "idempotency_key_missing"
    cure = (
        "Send an Idempotency-Key header of 1 to 255 printable ASCII characters, new for each write."
    )


def key_of(request: Request, *, client_id: str) -> UUID:
    """Return the request's key as a UUID of this client's; raises IdempotencyKeyMissing."""
    given = str(request.META.get(_GIVEN, ""))
    if not _ACCEPTED.fullmatch(given):
        message = "The Idempotency-Key header is missing or not usable."
        raise IdempotencyKeyMissing(message)
    return uuid5(NAMESPACE_URL, f"idempotency:{client_id}:{given}")


def hash_of(request: Request, body: Mapping[str, Any]) -> bytes:
    """Return what makes a request the same: SHA-256 of method, path and canonical body."""
    text = f"{request.method} {request.path}\n".encode() + canonical_json.dumps(body)
    return hashlib.sha256(text).digest()
