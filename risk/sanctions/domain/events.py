"""What sanctions tells of."""

from __future__ import annotations

from dataclasses import dataclass

from bankcore.outbox.domain.schemas import Happened, event


@event("risk.list_loaded", subject="list:OFAC_SDN")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListLoaded(Happened):
    """Another edition of a sanctions list is in force; the subject says of which list."""
