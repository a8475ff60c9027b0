"""Keys of the wire: the zone master key, session keys wrapped under it, and the MAC."""

import hmac
import os
import secrets
import string
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

_KEY_LENGTH = 32
_MAC_LENGTH = 8


def zone_key(path: Path) -> bytes:
    """Return the zone master key in the file, 64 hex digits; made there where there is none.

    The other side reads the same file. Raises ValueError for anything else in it.
    """
    if not path.exists():
        _make(path)
    text = path.read_text(encoding="ascii").strip()
    if len(text) != 2 * _KEY_LENGTH or set(text) - set(string.hexdigits):
        message = f"{path} must hold 64 hex digits: a zone master key of AES-256"
        raise ValueError(message)
    return bytes.fromhex(text)


def _make(path: Path) -> None:
    """Write a new key under its name at once, whole: another process may be making it too."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".zone-key-")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(_KEY_LENGTH) + "\n")
    with suppress(FileExistsError):
        os.link(name, path)
    Path(name).unlink()


def new_session_key() -> bytes:
    """Return a MAC key for a session: AES-256."""
    return secrets.token_bytes(_KEY_LENGTH)


def wrapped(*, key: bytes, zone: bytes) -> str:
    """Return `key` wrapped under the zone master key by RFC 3394, in hex."""
    return aes_key_wrap(zone, key).hex().upper()


def mac(*, key: bytes, data: bytes) -> bytes:
    """Return the first 8 bytes of AES-CMAC (NIST SP 800-38B) over `data`."""
    made = CMAC(AES(key))
    made.update(data)
    return made.finalize()[:_MAC_LENGTH]


def is_mac(*, key: bytes, data: bytes, given: bytes) -> bool:
    """Tell whether `given` is the MAC of `data`."""
    return hmac.compare_digest(mac(key=key, data=data), given)
