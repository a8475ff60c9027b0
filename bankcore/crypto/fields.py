"""Single values encrypted at rest: AES-256-GCM under a key derived from settings.FIELD_KEY."""

from __future__ import annotations

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_NONCE_BYTES = 12


class CannotDecrypt(ValueError):
    """The value was made under another key, for another purpose, or has been altered."""


def encrypt(plain: bytes, *, purpose: str) -> bytes:
    """Return version byte, nonce and AES-256-GCM ciphertext, bound to `purpose`."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(settings.FIELD_KEY)).encrypt(nonce, plain, purpose.encode())
    return _VERSION + nonce + sealed


def decrypt(value: bytes, *, purpose: str) -> bytes:
    """Return what `encrypt` was given; raises CannotDecrypt."""
    version, nonce, sealed = value[:1], value[1 : 1 + _NONCE_BYTES], value[1 + _NONCE_BYTES :]
    if version != _VERSION:
        message = "The value is of an unknown version."
        raise CannotDecrypt(message)
    try:
        return AESGCM(_key(settings.FIELD_KEY)).decrypt(nonce, sealed, purpose.encode())
    except InvalidTag:
        message = "The value does not decrypt under this key and purpose."
        raise CannotDecrypt(message) from None


@cache
def _key(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bankcore fields").derive(
        secret.encode()
    )
