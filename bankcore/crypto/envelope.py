"""The bytes of a sealed value: AES-256-GCM, bound to the place where it stands.

    byte 0      2: under a data key; 3: under a key derived for one subject (a customer)
    bytes 1-4   number of the data key, big-endian
    bytes 5-16  nonce, random
    rest        ciphertext and 16 bytes of tag

Associated data: a label, then the number of the data key, purpose, table, column, row and subject,
each after its length in four bytes. A ciphertext that is moved does not open.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
HEADER_BYTES = 5
PLAIN_KEY, SUBJECT_KEY = 2, 3


class CannotDecrypt(ValueError):
    """The value was made under another key, for another place, or has been altered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands. `subject` is whom it is about, where that has a key of its own."""

    table: str = ""
    column: str = ""
    row: str = ""
    subject: str = ""


def seal(plain: bytes, *, key: bytes, key_id: int, purpose: str, place: Place) -> bytes:
    """Return the value sealed under `key`, which is the data key `key_id` or derived from it."""
    nonce = os.urandom(NONCE_BYTES)
    head = header(key_id=key_id, for_subject=bool(place.subject))
    return head + nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(key_id, purpose, place))


def unseal(value: bytes, *, key: bytes, purpose: str, place: Place) -> bytes:
    """Return what `seal` was given; raises CannotDecrypt."""
    nonce = value[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    sealed = value[HEADER_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, _bound_to(key_id_of(value), purpose, place))
    except (InvalidTag, ValueError):
        message = "The value does not open with this key at this place."
    raise CannotDecrypt(message)


def header(*, key_id: int, for_subject: bool) -> bytes:
    """Return the first five bytes of a value."""
    return bytes([SUBJECT_KEY if for_subject else PLAIN_KEY]) + key_id.to_bytes(4)


def key_id_of(value: bytes) -> int:
    """Return the number of the data key that a value of kind 2 or 3 is sealed under."""
    return int.from_bytes(value[1:HEADER_BYTES])


def derived(key: bytes, *, secret: bytes, subject: str) -> bytes:
    """Return the key of one subject: HKDF-SHA-256 of a data key, salted with its secret."""
    info = b"bankcore subject " + subject.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=secret, info=info).derive(key)


def _bound_to(key_id: int, purpose: str, place: Place) -> bytes:
    words = [
        key_id.to_bytes(4),
        *(word.encode() for word in (purpose, place.table, place.column, place.row, place.subject)),
    ]
    return b"bankcore sealed 2" + b"".join(len(word).to_bytes(4) + word for word in words)
