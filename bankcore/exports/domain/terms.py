"""How long a list may be, how long its file is kept, and what becomes of an order."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bankcore.actor import Actor

# More is the warehouse's to tell.
MOST_ROWS: Final = 100_000
KEPT: Final = timedelta(hours=24)
# Of one person at a time: each takes a worker for a while.
MOST_WAITING: Final = 3


class State(StrEnum):
    """An order waits until a worker writes it; a file is ready until it is removed."""

    WAITING = "WAITING"
    READY = "READY"
    FAILED = "FAILED"
    REMOVED = "REMOVED"


def rights_digest(actor: Actor) -> str:
    """Return what is the same for as long as somebody's rights and branch are, by SHA-256."""
    rights = actor.rights
    told = "\n".join([rights.branch_code or "", *sorted(rights.permissions)])
    return hashlib.sha256(told.encode()).hexdigest()
