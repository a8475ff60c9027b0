"""What cases tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Example, Happened, event


@event("risk.case_decided", subject="case:7")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(Happened):
    """A member of staff decided a case: what waits for it may go on, or ends."""

    kind: Annotated[Code, "FRAUD, SANCTIONS or LAUNDERING.", Example("FRAUD")]
    references: Annotated[
        tuple[Annotated[str, Example("transaction:4711")], ...],
        "What the case was about, by the names of those who asked risk.",
    ]
    outcome: Annotated[Code, "RELEASE, REJECT, REPORT or DISMISS.", Example("RELEASE")]
    reason: Annotated[Code, "The code of why.", Example("customer_confirmed")]
    is_fraud: Annotated[
        bool | None, "Whether its payments were fraud; null where the reason says nothing of it."
    ]
    decided_by: Annotated[str, "The member of staff, by number.", Example("staff:3")]
