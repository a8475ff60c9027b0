"""Reading the audit trail of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bankcore.audit.repositories import entries


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
