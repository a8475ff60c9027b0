"""What market tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Day, Example, Happened, event


@event("market.limit_breached", subject="limit:VAR")
@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBreached(Happened):
    """A measure of market risk was above its limit; the subject says which measure."""

    day: Annotated[Day, "The business day that was measured."]
    measured: Annotated[int, "What was measured, in euro cents.", Example(1_250_000)]
    ceiling: Annotated[int, "The most that it may be, in euro cents.", Example(1_000_000)]


@event("market.outlier_found", subject="limit:OUTLIER")
@dataclass(frozen=True, slots=True, kw_only=True)
class OutlierFound(Happened):
    """A shock of interest rates would cost more than 15 % of Tier 1 capital."""

    day: Annotated[Day, "The business day that was measured."]
    value_loss: Annotated[
        int, "What the worst shock would cost of economic value, in euro cents.", Example(1_600_000)
    ]
    tier_one: Annotated[int, "Tier 1 capital, in euro cents.", Example(10_000_000)]
