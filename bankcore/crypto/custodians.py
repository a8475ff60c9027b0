"""Keys that no single person can open: wrapped once more, under a key in two shares.

Each share is a file of one custodian, and says nothing of the key: the key is the exclusive or of
the two (PCI DSS 4.0.1, requirement 3.7.6, split knowledge). A line is `version:base64 of 32
bytes:check`, where the check is the first six hexadecimal digits of the key's HMAC, the same in
both files, so that shares that do not belong together are refused and wrap nothing.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from bankcore.crypto.envelope import KEY_BYTES, NONCE_BYTES
from bankcore.crypto.key_service import KeyService, KeyServiceFailed, Wrapped

# What the wrapping of a data key of theirs is bound to begins so: see key_ring.context.
_CONTEXTS = tuple(f"bankcore data key {purpose}".encode() for purpose in ("vault.", "index:vault."))
_VERSION_BYTES = 4


class Custodied:
    """A KeyService around another. Keys of the vault need the custodians' two shares as well."""

    def __init__(self, inner: KeyService) -> None:
        """Take the service that holds the master keys."""
        self._inner = inner

    def current_version(self) -> int:
        """Return the version of the master key."""
        return self._inner.current_version()

    def wrap(self, key: bytes, *, context: bytes) -> Wrapped:
        """Return the key wrapped under the custodians' key, if it is theirs, then the master."""
        return self._inner.wrap(_sealed(key, context), context=context)

    def unwrap(self, wrapped: Wrapped, *, context: bytes) -> bytes:
        """Return the key; raises KeyServiceFailed."""
        return _opened(self._inner.unwrap(wrapped, context=context), context)

    def rewrap(self, wrapped: Wrapped, *, context: bytes) -> Wrapped:
        """Return the same key under the current master key and the custodians' current key."""
        if is_custodied(context):
            return self.wrap(self.unwrap(wrapped, context=context), context=context)
        return self._inner.rewrap(wrapped, context=context)

    def mac(self, message: bytes, *, purpose: str) -> bytes:
        """Return the master key's HMAC."""
        return self._inner.mac(message, purpose=purpose)

    def add_version(self) -> int:
        """Make a new master key."""
        return self._inner.add_version()


def is_custodied(context: bytes) -> bool:
    """Return whether the data key of this context is one of the custodians'."""
    return context.startswith(_CONTEXTS)


def add_shares() -> int:
    """Add a new key to the two share files, each its share; returns its version.

    Raises KeyServiceFailed where the files do not go together.
    """
    paths = _paths()
    version = max(_keys(paths), default=0) + 1 if any(path.exists() for path in paths) else 1
    key, first = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    # The first file is written first: one that is ahead of the other is not used (see _keys).
    for path, share in zip(paths, (first, _xor(key, first)), strict=True):
        line = f"{version}:{base64.b64encode(share).decode()}:{_check(key)}\n"
        _replace(path, (path.read_text() if path.exists() else "") + line)
    return version


def _sealed(key: bytes, context: bytes) -> bytes:
    if not is_custodied(context):
        return key
    keys = _known()
    version, nonce = max(keys), os.urandom(NONCE_BYTES)
    head = version.to_bytes(_VERSION_BYTES)
    return head + nonce + AESGCM(keys[version]).encrypt(nonce, key, head + context)


def _opened(blob: bytes, context: bytes) -> bytes:
    if not is_custodied(context):
        return blob
    head, rest = blob[:_VERSION_BYTES], blob[_VERSION_BYTES:]
    key = _known().get(int.from_bytes(head))
    if key is None:
        message = "The custodians' shares of this key are not here."
        raise KeyServiceFailed(message)
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + context)
    except InvalidTag:
        message = "A data key of the vault does not open with the custodians' shares."
    raise KeyServiceFailed(message)


def _known() -> dict[int, bytes]:
    """Return the custodians' keys by version; one machine that tries the bank makes its first."""
    paths = _paths()
    if settings.VAULT_MAKES_SHARES and not any(path.exists() for path in paths):
        _make_first(paths)
    keys = _keys(paths)
    if not keys:
        message = "There is no key of the custodians: manage.py make_vault_key makes one."
        raise KeyServiceFailed(message)
    return keys


def _make_first(paths: Sequence[Path]) -> None:
    """Make both shares, once: processes that start together must not mix theirs."""
    paths[0].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(paths[0].parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not any(path.exists() for path in paths):
            add_shares()
    finally:
        os.close(folder)


def _keys(paths: Sequence[Path]) -> dict[int, bytes]:
    first, second = (_shares(path) for path in paths)
    keys = {}
    for version in first.keys() & second.keys():
        (one, check), (other, same) = first[version], second[version]
        key = _xor(one, other)
        if check != same or check != _check(key):
            message = f"The custodians' shares of version {version} do not belong together."
            raise KeyServiceFailed(message)
        keys[version] = key
    return keys


def _shares(path: Path) -> dict[int, tuple[bytes, str]]:
    if not path.exists():
        message = f"The custodian's share {path.name} is not here."
        raise KeyServiceFailed(message)
    if path.stat().st_mode & 0o077:
        message = f"{path} must be readable by its owner alone: chmod 600 {path}"
        raise KeyServiceFailed(message)
    found = {}
    for line in path.read_text().split():
        version, _, rest = line.partition(":")
        share, _, check = rest.partition(":")
        try:
            found[int(version)] = base64.b64decode(share, validate=True), check
        except (ValueError, binascii.Error):
            message = f"{path.name} is not a share: version:base64:check, one a line."
            raise KeyServiceFailed(message) from None
    return found


def _paths() -> tuple[Path, Path]:
    one, other = settings.VAULT_SHARE_FILES
    return Path(one), Path(other)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _check(key: bytes) -> str:
    return hmac.digest(key, b"bankcore vault key check", hashlib.sha256).hex()[:6]


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
