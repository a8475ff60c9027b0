"""What exposures tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Day, Example, Happened, event


@event("exposures.limit_breached", subject="credit-limit:COUNTRY:FR")
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitBreached(Happened):
    """More was lent than a limit allows; the subject says of which kind, and to whom or what."""

    day: Annotated[Day, "The business day that was measured."]
    measured: Annotated[int, "What is lent, net, in euro cents.", Example(1_250_000)]
    ceiling: Annotated[int, "The most that it may be, in euro cents.", Example(1_000_000)]
