"""Whether the bank can serve, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """UNAVAILABLE: send nobody here. DEGRADED: what moves money works, something later waits."""

    OK = "ok"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What each part answered: ok, or the word for what is wrong. Never why: that is in the log."""

    parts: Mapping[str, str]
    needed: frozenset[str]

    @property
    def status(self) -> Status:
        """Return the whole's status: unavailable where a needed part is not ok."""
        wrong = {name for name, word in self.parts.items() if word != "ok"}
        if wrong & self.needed:
            return Status.UNAVAILABLE
        return Status.DEGRADED if wrong else Status.OK
