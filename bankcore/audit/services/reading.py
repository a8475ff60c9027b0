"""Reading the audit trail of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bankcore.audit.domain.counting import Counted, Traced
from bankcore.audit.domain.siem import Exported
from bankcore.audit.repositories import counting, entries


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that was done."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]


def about(*, subjects: Sequence[str]) -> list[AuditLine]:
    """Return what was done to these subjects, oldest first."""
    return [
        AuditLine(
            at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=row.detail
        )
        for row in entries.list_about(subjects)
    ]


def count(*, actions: Sequence[str], since: datetime, group_by: str) -> list[Counted]:
    """Return the entries of these actions since then by `actor`, `subject` or `address`."""
    return counting.count(actions=actions, since=since, group_by=group_by)


def entries_of(*, action: str, since: datetime) -> list[Traced]:
    """Return the entries of this action since then, oldest first."""
    return counting.list_of(action=action, since=since)


def detail_of(*, entry_id: int) -> dict[str, object]:
    """Return what an entry tells beside who did what to whom."""
    detail: dict[str, object] = entries.get(entry_id).detail
    return detail


def readers(*, since: datetime, recent: datetime) -> list[tuple[Counted, int, int]]:
    """Return which staff have read of customers since `recent`, and what is usual for them.

    Each is the customers read about since `recent`, the readings between `since` and `recent`,
    and the hours in which these fell.
    """
    return counting.readers(since=since, recent=recent)


def export(*, after: int, limit: int) -> list[Exported]:
    """Return up to `limit` entries behind the one of this id, oldest first, for other systems."""
    return [
        Exported(
            entry_id=row.pk,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            reason=row.reason,
            request_id=row.request_id,
            address=row.address,
            detail=row.detail,
        )
        for row in entries.list_after(after, limit=limit)
    ]
