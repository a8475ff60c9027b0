"""Who acts, and what they may do: carried from the edge to the books."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of party acts."""

    USER = "user"
    API_CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What an actor may do, as it was read where the request came in.

    `branch_code` limits staff to the customers of one branch, `customer_id` limits a customer or
    a program to what is that customer's; None is no such limit. With `self_service` it is a
    customer in online banking: what they pay, they confirm with a second factor.
    """

    permissions: frozenset[str] = frozenset()
    everything: bool = False
    branch_code: str | None = None
    customer_id: UUID | None = None
    self_service: bool = False


NO_RIGHTS: Final = Rights()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API client or a part of the bank itself, by its id.

    Without rights given, a person or a client has none. Two actors are the same when their kind
    and id are.
    """

    kind: ActorKind
    id: str
    rights: Rights = field(default=NO_RIGHTS, compare=False, repr=False)

    @staticmethod
    def system(name: str) -> Actor:
        """Return the part of the bank called `name`, such as `end-of-day`; it may do everything."""
        return Actor(ActorKind.SYSTEM, name, Rights(everything=True))

    def may(self, permission: str) -> bool:
        """Return whether the actor has this permission, spelt such as accounts.open_account."""
        return self.rights.everything or permission in self.rights.permissions

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
