"""The data keys that this process has unwrapped, for a bounded time."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from bankcore.crypto import key_service
from bankcore.crypto.envelope import KEY_BYTES
from bankcore.crypto.repositories import data_keys
from bankcore.crypto.repositories.data_keys import StoredKey


class UnknownKey(LookupError):
    """There is no data key of this number, or it was destroyed."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key in the clear: never stored, logged or sent."""

    key_id: int
    key: bytes = field(repr=False)


@dataclass(slots=True)
class _Loaded:
    """What the database held of keys at one moment; a key is unwrapped when first used."""

    stored: dict[int, StoredKey]
    at: float
    plain: dict[int, bytes] = field(default_factory=dict, repr=False)

    def usable(self, purpose: str) -> list[int]:
        """Return the purpose's keys that can be read with, the newest first."""
        return [
            each.key_id
            for each in self.stored.values()
            if each.purpose == purpose and each.wrapped is not None
        ]

    def active(self, purpose: str) -> int | None:
        """Return the purpose's key that is sealed with."""
        return next((k for k in self.usable(purpose) if self.stored[k].state == "ACTIVE"), None)


_rings: dict[str, _Loaded] = {}
_loading = threading.Lock()


def current(purpose: str) -> DataKey:
    """Return the key that values of this purpose are sealed with, making it where none is."""
    ring = _ring()
    key_id = ring.active(purpose)
    if key_id is None:
        fresh = secrets.token_bytes(KEY_BYTES)
        wrapped = key_service.service().wrap(fresh, context=context(purpose, 1))
        ring = _kept(data_keys.add_first(purpose=purpose, wrapped=wrapped))
        key_id = ring.active(purpose)
    if key_id is None:
        message = f"No data key of {purpose} is active."
        raise UnknownKey(message)
    return DataKey(key_id, _plain(ring, key_id))


def of(key_id: int) -> DataKey:
    """Return the data key of this number; raises UnknownKey."""
    ring = _ring()
    if key_id not in ring.stored:
        ring = _kept(data_keys.all_keys())
    return DataKey(key_id, _plain(ring, key_id))


def usable(purpose: str) -> list[DataKey]:
    """Return every key that stored values of this purpose may be made with, the newest first."""
    ring = _ring()
    return [DataKey(key_id, _plain(ring, key_id)) for key_id in ring.usable(purpose)]


def forget() -> None:
    """Drop every key from memory, the key service's own with them."""
    _rings.clear()
    key_service.forget()


def context(purpose: str, version: int) -> bytes:
    """Return what the wrapping of a data key is bound to."""
    return f"bankcore data key {purpose} {version}".encode()


def _ring() -> _Loaded:
    found = _rings.get(_database())
    if found is None or time.monotonic() - found.at > settings.CRYPTO_CACHE_SECONDS:
        with _loading:
            found = _kept(data_keys.all_keys())
    return found


def _kept(stored: list[StoredKey]) -> _Loaded:
    ring = _Loaded({each.key_id: each for each in stored}, time.monotonic())
    _rings[_database()] = ring
    return ring


def _plain(ring: _Loaded, key_id: int) -> bytes:
    if key_id not in ring.plain:
        stored = ring.stored.get(key_id)
        if stored is None or stored.wrapped is None:
            message = f"There is no data key {key_id}."
            raise UnknownKey(message)
        bound = context(stored.purpose, stored.version)
        ring.plain[key_id] = key_service.service().unwrap(stored.wrapped, context=bound)
    return ring.plain[key_id]


def _database() -> str:
    found = connection.settings_dict
    return f"{found['HOST']}:{found['PORT']}/{found['NAME']}"
