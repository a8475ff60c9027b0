"""Keys of before data keys, derived from FIELD_KEY: older values stay readable until rotated."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# A stored value of that time begins with this byte.
CURRENT_VERSION = 1
KEY_BYTES = 32


class UnknownKeyVersion(LookupError):
    """No key of this version is known."""


def encryption_key(*, version: int) -> bytes:
    """Return the AES-256 key of this version; raises UnknownKeyVersion."""
    return _derived(_secret(version), b"bankcore fields")


def index_key(*, version: int, purpose: str) -> bytes:
    """Return the HMAC key of blind indexes for `purpose`; raises UnknownKeyVersion.

    Each purpose has a key of its own, so equal values of two columns cannot be matched.
    """
    return _derived(_secret(version), b"bankcore blind index " + purpose.encode())


def versions() -> tuple[int, ...]:
    """Return every version that stored values may have, the current one first."""
    return (CURRENT_VERSION,)


def _secret(version: int) -> str:
    if version != CURRENT_VERSION:
        message = f"There is no key of version {version}."
        raise UnknownKeyVersion(message)
    return str(settings.FIELD_KEY)


@cache
def _derived(secret: str, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret.encode())
