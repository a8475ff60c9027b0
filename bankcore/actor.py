"""Who acts: carried from the edge to the books."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of party acts."""

    USER = "user"
    API_CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API client or a part of the bank itself, by its id."""

    kind: ActorKind
    id: str

    @staticmethod
    def system(name: str) -> Actor:
        """Return the part of the bank called `name`, such as `end-of-day`."""
        return Actor(ActorKind.SYSTEM, name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
