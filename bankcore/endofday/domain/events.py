"""What the end of day tells its own worker. Nobody outside is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.field_types import Day
from bankcore.outbox.domain.schemas import Example, Happened, event


@event("endofday.closing_approved", subject="day:2026-03-02", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingApproved(Happened):
    """Two people have agreed to close a business day: it is cut off, and a worker does the rest."""

    day: Annotated[Day, "The business day that ends.", Example("2026-03-02")]
