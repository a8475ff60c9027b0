"""The key of the seal: Ed25519, in a file that the sealing process alone need read."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


class SealKeyMissing(RuntimeError):
    """A fault of the installation: SEAL_KEY_FILE names no Ed25519 private key in PEM."""


def sign(message: bytes) -> tuple[bytes, str]:
    """Return the signature of `message` and the id of the key; raises SealKeyMissing."""
    key = _private(settings.SEAL_KEY_FILE)
    return key.sign(message), key_id(public_bytes())


def public_bytes() -> bytes:
    """Return the public key of the key in use: 32 bytes (RFC 8032)."""
    public = _private(settings.SEAL_KEY_FILE).public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public_key: bytes) -> str:
    """Return the id of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def is_signed(message: bytes, *, signature: bytes, public_key: bytes) -> bool:
    """Return whether the signature is this key's of this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@cache
def _private(file: str) -> Ed25519PrivateKey:
    path = Path(file)
    if not path.exists() and settings.DEMO_BANK:
        _make(path)
    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        message = f"{path} is no private key: make one with openssl genpkey -algorithm ed25519."
        raise SealKeyMissing(message) from error
    if not isinstance(found, Ed25519PrivateKey):
        message = f"The key in {path} is not an Ed25519 key."
        raise SealKeyMissing(message)
    return found


def _make(path: Path) -> None:
    """Make a key for one machine and for trying, readable by its owner alone."""
    made = Ed25519PrivateKey.generate()
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(own, path)  # the first of several processes wins, with a whole file
    except FileExistsError:
        pass
    finally:
        own.unlink()
