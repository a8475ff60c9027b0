"""Who holds the master keys: they wrap data keys and never leave it.

The interface is what a cloud's key management, an HSM behind one, or Vault's transit engine offer.
Which one it is, `settings.KEY_SERVICE` says by dotted path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class KeyServiceFailed(RuntimeError):
    """The key service cannot do this: it is out of reach, or the key is not known to it."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it may lie in the database: under which master key, and its bytes there."""

    master_version: int
    blob: bytes


class KeyService(Protocol):
    """Wraps and unwraps data keys, bound to `context`; raises KeyServiceFailed."""

    def current_version(self) -> int:
        """Return the version of the master key that `wrap` uses."""

    def wrap(self, key: bytes, *, context: bytes) -> Wrapped:
        """Return the key wrapped under the current master key."""

    def unwrap(self, wrapped: Wrapped, *, context: bytes) -> bytes:
        """Return the key again."""

    def rewrap(self, wrapped: Wrapped, *, context: bytes) -> Wrapped:
        """Return the same key under the current master key."""

    def mac(self, message: bytes, *, purpose: str) -> bytes:
        """Return 32 bytes that only the holder of the current master key can make."""

    def add_version(self) -> int:
        """Make a new master key and let `wrap` use it; returns its version."""


def service() -> KeyService:
    """Return the key service of the settings, with the custodians' shares around it."""
    return _made(settings.KEY_SERVICE)


def forget() -> None:
    """Make the service anew when it is next asked for: its settings have changed."""
    _made.cache_clear()


@cache
def _made(path: str) -> KeyService:
    around = import_string("bankcore.crypto.custodians.Custodied")
    made: KeyService = around(import_string(path)())
    return made
