"""Which MAC keys a connection takes: the current one, and for a while the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

OVERLAP: Final = timedelta(seconds=10)


@dataclass(slots=True)
class SessionKeys:
    """The keys of one connection; none before it is signed on."""

    current: bytes | None = None
    _before: bytes | None = None
    _until: datetime | None = None

    def install(self, key: bytes, *, now: datetime) -> None:
        """Sign with this key from now on; the one before it is taken for ten more seconds."""
        if self.current is not None:
            self._before, self._until = self.current, now + OVERLAP
        self.current = key

    def taken(self, *, now: datetime) -> tuple[bytes, ...]:
        """Return the keys that a message may be signed with."""
        if self.current is None:
            return ()
        if self._before is None or self._until is None or now >= self._until:
            return (self.current,)
        return (self.current, self._before)
