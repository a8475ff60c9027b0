"""Raising alerts: what belongs together comes into one case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bankcore.db.transactions import requires_transaction
from risk.cases.domain.decisions import CaseKind, Link, due_within
from risk.cases.repositories import cases


@requires_transaction
def raise_alert(
    *,
    kind: CaseKind,
    subject: str,
    reference: str,
    priority: int,
    reason: str,
    source: str,
    now: datetime,
    links: Sequence[Link] = (),
) -> int:
    """Have somebody look at `reference`, and return the alert's number; in the caller's use case.

    It joins the open case about the same subject, wakes it and makes it as pressing as itself. The
    same source never raises the same alert twice. `reason` names no person; priorities go from 1
    to 5.
    """
    before = cases.alert_of(kind=kind, source=source, reference=reference)
    if before is not None:
        return before.pk
    case = cases.open_case(
        kind=kind, subject=subject, priority=priority, at=now, within=due_within(priority)
    )
    # What is new wakes a case that sleeps.
    case.snoozed_until = None
    if priority > case.priority:
        case.priority = priority
        case.due_at = min(case.due_at, now + due_within(priority))
    cases.save(case, "priority", "due_at", "snoozed_until")
    cases.add_links(case, links)
    return cases.add_alert(
        case,
        kind=kind,
        source=source,
        reference=reference,
        reason=reason[:300],
        priority=priority,
        at=now,
    ).pk
