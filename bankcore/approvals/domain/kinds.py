"""What there is to say about one kind of request, before anybody makes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DECIDE: Final = "approvals.decide_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of four-eyes request.

    `executor` is the dotted name of what is done on approval. Whoever decides needs DECIDE and
    `permission`: as a rule the one that asking for it needs, so that both know the matter.
    Where a request of a `limited` kind has an amount, the decision limits of roles hold for it.
    A request of a `confidential` kind is shown to those alone who could decide on it, and to
    whoever may look at the pages of the app that its permission is of.
    """

    executor: str
    permission: str = DECIDE
    limited: bool = True
    confidential: bool = False

    @property
    def permissions(self) -> tuple[str, ...]:
        """Everything that whoever decides needs."""
        return (DECIDE,) if self.permission == DECIDE else (DECIDE, self.permission)
