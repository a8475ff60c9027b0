"""What alerts tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Example, Happened, event


@event("alerts.alert_raised", subject="alert:5")
@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Happened):
    """The audit trail gave cause for a security alert; whom it is about is in the back office."""

    alert_id: Annotated[int, "The alert.", Example(5)]
    kind: Annotated[Code, "What sort of alert it is.", Example("repeated_refusals")]
    severity: Annotated[Code, "How bad it is.", Example("HIGH")]
