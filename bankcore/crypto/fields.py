"""Single values encrypted at rest, under the data key of their purpose."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bankcore.crypto import envelope, key_ring, keys, subject_keys
from bankcore.crypto.envelope import CannotDecrypt, Place

__all__ = ["CannotDecrypt", "Place", "decrypt", "encrypt"]

_NOWHERE = Place()
# Values of before data keys: version byte, nonce, ciphertext; bound to the purpose alone.
_FIRST = 1


def encrypt(plain: bytes, *, purpose: str, place: Place = _NOWHERE) -> bytes:
    """Return `plain` sealed (see bankcore.crypto.envelope), bound to purpose and place."""
    data_key = key_ring.current(purpose)
    key = data_key.key
    if place.subject:
        secret = subject_keys.for_sealing(place.subject)
        key = envelope.derived(key, secret=secret, subject=place.subject)
    return envelope.seal(plain, key=key, key_id=data_key.key_id, purpose=purpose, place=place)


def decrypt(value: bytes, *, purpose: str, place: Place = _NOWHERE) -> bytes:
    """Return what `encrypt` was given; raises CannotDecrypt."""
    if value[:1] == bytes([_FIRST]):
        return _first(value, purpose)
    if value[:1] not in {bytes([envelope.PLAIN_KEY]), bytes([envelope.SUBJECT_KEY])}:
        message = "The value is of an unknown version."
        raise CannotDecrypt(message)
    try:
        key = key_ring.of(envelope.key_id_of(value)).key
    except key_ring.UnknownKey as error:
        raise CannotDecrypt(str(error)) from error
    if value[0] == envelope.SUBJECT_KEY:
        secret = subject_keys.for_opening(place.subject)
        key = envelope.derived(key, secret=secret, subject=place.subject)
        return envelope.unseal(value, key=key, purpose=purpose, place=place)
    return envelope.unseal(value, key=key, purpose=purpose, place=place)


def _first(value: bytes, purpose: str) -> bytes:
    nonce, sealed = value[1 : 1 + envelope.NONCE_BYTES], value[1 + envelope.NONCE_BYTES :]
    try:
        key = keys.encryption_key(version=_FIRST)
        return AESGCM(key).decrypt(nonce, sealed, purpose.encode())
    except (InvalidTag, ValueError):
        message = "The value does not decrypt under this key and purpose."
    raise CannotDecrypt(message)
