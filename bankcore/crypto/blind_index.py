"""Exact search over encrypted values: a keyed hash beside the ciphertext.

HMAC-SHA-256 under a data key of the purpose. It tells that two values are equal and nothing else;
for values that can be guessed through (a date of birth) even that is too much, so those get none.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from bankcore.crypto import key_ring, keys

BYTES = 33
_KIND = 2
_FIRST = 1


def index_of(value: str, *, purpose: str) -> bytes:
    """Return what is stored: a byte 2, the data key's number, 28 bytes of the HMAC."""
    return _made(value, key_ring.current(key_purpose(purpose)))


def search_values(value: str, *, purpose: str) -> list[bytes]:
    """Return what a stored index of this value may be, under each version of the key."""
    known = key_ring.usable(key_purpose(purpose))
    return [*(_made(value, each) for each in known), _first(value, purpose=purpose)]


def key_purpose(purpose: str) -> str:
    """Return the purpose of the data key of these indexes."""
    return f"index:{purpose}"


def header(key_id: int) -> bytes:
    """Return the first five bytes of an index under this data key."""
    return bytes([_KIND]) + key_id.to_bytes(4)


def normalised(value: str) -> str:
    """Return the value without spaces, case and compatibility forms (NFKC)."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    # Compatibility forms may hold spaces of their own: taking them out comes before composing.
    apart = unicodedata.normalize("NFKD", folded)
    return unicodedata.normalize("NFC", "".join(apart.split()))


def _made(value: str, key: key_ring.DataKey) -> bytes:
    head = header(key.key_id)
    return head + _hash(key.key, value)[: BYTES - len(head)]


def _first(value: str, *, purpose: str) -> bytes:
    """Return the index of before data keys: a byte 1 and the whole HMAC."""
    key = keys.index_key(version=_FIRST, purpose=purpose)
    return bytes([_FIRST]) + _hash(key, value)


def _hash(key: bytes, value: str) -> bytes:
    return hmac.digest(key, normalised(value).encode(), hashlib.sha256)
