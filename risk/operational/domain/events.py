"""What operational tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Amount, Code, Day, Example, Happened, event


@event("operational.indicator_breached", subject="indicator:FAILED_PAYMENTS")
@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorBreached(Happened):
    """A key risk indicator came into a worse colour; the subject says which indicator."""

    day: Annotated[Day, "The business day that was measured."]
    value: Annotated[Amount, "What was measured, in the indicator's own unit.", Example("12.50")]
    colour: Annotated[Code, "AMBER or RED.", Example("AMBER")]
