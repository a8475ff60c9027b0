"""Attempts at what is somebody else's: answered as not found, and written down."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.audit.services import trail
from bankcore.db.transactions import use_case

DENIED: Final = "security.object.denied"
_LONGEST = 200


@use_case
def record_denied(*, url: str, object_id: str, actor: Actor, now: datetime, why: str = "") -> None:
    """Write that `actor` asked for an object that is not theirs, or is not there.

    `url` is the path asked for without its query, `why` a method or a refusal's code. It does not
    say whether the object exists: nor does the answer. A use case of its own, since what was asked
    for is rolled back.
    """
    trail.record(
        actor=actor,
        action=DENIED,
        subject=f"object:{object_id}"[:120],
        detail={"url": url[:_LONGEST], "object": object_id[:_LONGEST], "why": why},
        at=now,
    )
