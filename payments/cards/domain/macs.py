"""Whether a message comes from the other end of the link: AES-CMAC, and keys that are wrapped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from payments.cards.domain import codec
from payments.cards.domain.codec import Message, Unreadable
from payments.cards.domain.specs import Spec

LENGTH: Final = 8
_KEY_LENGTH: Final = 32


def mac_of(data: bytes, key: bytes) -> bytes:
    """Return the first eight bytes of the AES-CMAC (NIST SP 800-38B) of `data`."""
    cmac = CMAC(AES(key))
    cmac.update(data)
    return cmac.finalize()[:LENGTH]


def mac_field(message: Mapping[str, str]) -> str:
    """Return which field is the MAC's: 128 where a field above 64 makes a second bitmap."""
    return "128" if any(field.isdigit() and int(field) > 64 for field in message) else "64"


def signed(message: Mapping[str, str], spec: Spec, key: bytes) -> bytes:
    """Return the bytes of a message with its MAC, which is its last field."""
    raw = codec.encode({**message, mac_field(message): "00" * LENGTH}, spec)
    return raw[:-LENGTH] + mac_of(raw[:-LENGTH], key)


def verify(raw: bytes, message: Message, keys: tuple[bytes, ...]) -> None:
    """Take a message whose MAC is right under one of `keys`; raises Unreadable, `wrong_mac`."""
    field = "128" if "128" in message else "64"
    given = bytes.fromhex(message.get(field, ""))
    if any(bytes_eq(given, mac_of(raw[:-LENGTH], key)) for key in keys):
        return
    raise Unreadable("wrong_mac", field, "not made under a key of this link")


def unwrap(wrapped: str, zone_key: bytes) -> bytes:
    """Return the MAC key of a session, wrapped under the zone master key by RFC 3394, in hex.

    Raises Unreadable, `wrong_key`.
    """
    try:
        key = aes_key_unwrap(zone_key, bytes.fromhex(wrapped))
    except (InvalidUnwrap, ValueError):
        raise Unreadable("wrong_key", "48", "not wrapped under the zone master key") from None
    if len(key) != _KEY_LENGTH:
        raise Unreadable("wrong_key", "48", "not a key of AES-256")
    return key
