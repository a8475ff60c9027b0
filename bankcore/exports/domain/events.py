"""What exports tells its own worker. Nobody outside is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Example, Happened, event


@event("exports.list_ordered", subject="export:7", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrdered(Happened):
    """A member of staff wants a list as a file; a worker writes it."""

    export_id: Annotated[
        int, "The order's number; what it asks for stays with the order.", Example(7)
    ]
