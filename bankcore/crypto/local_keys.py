"""The key service of one machine: master keys in MASTER_KEYS, or in a file of the data folder.

Each is `version:base64 of 32 bytes`, one a line or with commas between.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from bankcore.crypto.envelope import KEY_BYTES, NONCE_BYTES
from bankcore.crypto.key_service import KeyServiceFailed, Wrapped


class LocalKeys:
    """A KeyService. The highest version is the current one.

    The file is read again when a version is asked for that is not known: another process may
    have added it. It must be readable by its owner alone.
    """

    def __init__(self) -> None:
        """Read the keys; raises KeyServiceFailed where they cannot be understood."""
        self._keys = self._read()

    def current_version(self) -> int:
        """Return the highest version, as it is now in the file."""
        self._keys = self._read()
        return max(self._keys)

    def wrap(self, key: bytes, *, context: bytes) -> Wrapped:
        """Return the key wrapped with AES-256-GCM under the current master key."""
        version, nonce = self.current_version(), os.urandom(NONCE_BYTES)
        return Wrapped(version, nonce + AESGCM(self._keys[version]).encrypt(nonce, key, context))

    def unwrap(self, wrapped: Wrapped, *, context: bytes) -> bytes:
        """Return the key; raises KeyServiceFailed."""
        nonce, sealed = wrapped.blob[:NONCE_BYTES], wrapped.blob[NONCE_BYTES:]
        try:
            return AESGCM(self._key(wrapped.master_version)).decrypt(nonce, sealed, context)
        except InvalidTag:
            message = f"A data key does not open with master key {wrapped.master_version}."
        raise KeyServiceFailed(message)

    def rewrap(self, wrapped: Wrapped, *, context: bytes) -> Wrapped:
        """Return the same key under the current master key."""
        return self.wrap(self.unwrap(wrapped, context=context), context=context)

    def mac(self, message: bytes, *, purpose: str) -> bytes:
        """Return HMAC-SHA-256 under the current master key."""
        key = self._keys[self.current_version()]
        return hmac.digest(key, purpose.encode() + b"\0" + message, hashlib.sha256)

    def add_version(self) -> int:
        """Add a key to the file; raises KeyServiceFailed where the environment holds the keys."""
        if settings.MASTER_KEYS:
            message = "Put a new version into MASTER_KEYS, before the others, and start again."
            raise KeyServiceFailed(message)
        path, version = settings.MASTER_KEYS_FILE, self.current_version() + 1
        _replace(path, f"{path.read_text().rstrip()}\n{new_key(version)}\n")
        return self.current_version()

    def _key(self, version: int) -> bytes:
        if version not in self._keys:
            self._keys = self._read()
        if version not in self._keys:
            message = f"There is no master key of version {version}."
            raise KeyServiceFailed(message)
        return self._keys[version]

    def _read(self) -> dict[int, bytes]:
        if settings.MASTER_KEYS:
            return parsed(settings.MASTER_KEYS)
        path: Path = settings.MASTER_KEYS_FILE
        _make(path)
        if path.stat().st_mode & 0o077:
            message = f"{path} must be readable by its owner alone: chmod 600 {path}"
            raise KeyServiceFailed(message)
        return parsed(path.read_text())


def new_key(version: int) -> str:
    """Return a new master key as MASTER_KEYS and the file write it."""
    return f"{version}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def parsed(text: str) -> dict[int, bytes]:
    """Return the keys by version; raises KeyServiceFailed, without telling a key."""
    keys: dict[int, bytes] = {}
    for number, word in enumerate(text.replace(",", "\n").split(), start=1):
        version, _, key = word.partition(":")
        try:
            keys[int(version)] = base64.b64decode(key, validate=True)
        except (ValueError, binascii.Error):
            keys[-number] = b""
    if not keys or any(len(key) != KEY_BYTES or at < 1 for at, key in keys.items()):
        message = "MASTER_KEYS must be version:base64 of 32 bytes, several with commas between."
        raise KeyServiceFailed(message)
    return keys


def _make(path: Path) -> None:
    """Make the file with a first key, unless somebody has."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write(made, f"{new_key(1)}\n")
    try:
        path.hardlink_to(made)
    except FileExistsError:  # another process was faster: its key is the key
        pass
    finally:
        made.unlink()


def _replace(path: Path, text: str) -> None:
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    _write(made, text)
    made.replace(path)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
