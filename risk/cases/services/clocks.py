"""Telling of cases that are past their time: once for each time that a case is given."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.cases.repositories import cases

_AT_ONCE: Final = 500


@use_case
def tell_overdue(*, actor: Actor, now: datetime) -> int:
    """Write up to 500 open cases past their time to the trail, which raises alerts; how many.

    Each is told once, until somebody gives it another time that passes as well.
    """
    found = cases.past_their_time(at=now, limit=_AT_ONCE)
    for case in found:
        case.overdue_told = case.due_at
        cases.save(case, "overdue_told")
        audit.record(
            actor=actor,
            action="cases.case.overdue",
            subject=f"case:{case.pk}",
            detail={"due": case.due_at.isoformat(), "taken": bool(case.assignee)},
            at=now,
        )
    return len(found)
