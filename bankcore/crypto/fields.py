"""Single values encrypted at rest: AES-256-GCM under a key of bankcore.crypto.keys."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bankcore.crypto import keys

_NONCE_BYTES = 12


class CannotDecrypt(ValueError):
    """The value was made under another key, for another purpose, or has been altered."""


def encrypt(plain: bytes, *, purpose: str) -> bytes:
    """Return version byte, nonce and AES-256-GCM ciphertext, bound to `purpose`."""
    nonce = os.urandom(_NONCE_BYTES)
    key = keys.encryption_key(version=keys.CURRENT_VERSION)
    sealed = AESGCM(key).encrypt(nonce, plain, purpose.encode())
    return bytes([keys.CURRENT_VERSION]) + nonce + sealed


def decrypt(value: bytes, *, purpose: str) -> bytes:
    """Return what `encrypt` was given; raises CannotDecrypt."""
    version, nonce, sealed = value[:1], value[1 : 1 + _NONCE_BYTES], value[1 + _NONCE_BYTES :]
    try:
        key = keys.encryption_key(version=int.from_bytes(version))
        return AESGCM(key).decrypt(nonce, sealed, purpose.encode())
    except keys.UnknownKeyVersion:
        message = "The value is of an unknown version."
    except (InvalidTag, ValueError):
        message = "The value does not decrypt under this key and purpose."
    raise CannotDecrypt(message)
