"""Exact search over encrypted values: a keyed hash beside the ciphertext.

HMAC-SHA-256 under a key of the purpose. It tells that two values are equal and nothing else; for
values that can be guessed through (a date of birth) even that is too much, so those get none.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from bankcore.crypto import keys

BYTES = 33


def index_of(value: str, *, purpose: str) -> bytes:
    """Return version byte and HMAC of the normalised value, to be stored."""
    return _index(value, purpose=purpose, version=keys.CURRENT_VERSION)


def search_values(value: str, *, purpose: str) -> list[bytes]:
    """Return what a stored index of this value may be, under each version of the key."""
    return [_index(value, purpose=purpose, version=version) for version in keys.versions()]


def normalised(value: str) -> str:
    """Return the value without spaces, case and compatibility forms (NFKC)."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    # Compatibility forms may hold spaces of their own: taking them out comes before composing.
    apart = unicodedata.normalize("NFKD", folded)
    return unicodedata.normalize("NFC", "".join(apart.split()))


def _index(value: str, *, purpose: str, version: int) -> bytes:
    key = keys.index_key(version=version, purpose=purpose)
    return bytes([version]) + hmac.digest(key, normalised(value).encode(), hashlib.sha256)
