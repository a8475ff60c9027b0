"""An archive or a standby that does not fetch the log: staff are told, and told when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.monitoring.domain.log_readers import LogReader, Trouble
from bankcore.monitoring.repositories import log_readers

# How long after it was noted it is noted again, with what is kept by then.
_AGAIN: Final = timedelta(hours=1)
_ACTIONS: Final = {
    Trouble.BEHIND: "monitoring.log_reader.behind",
    Trouble.LOST: "monitoring.log_reader.lost",
}
_OVER: Final = {
    Trouble.BEHIND: "monitoring.log_reader.caught_up",
    Trouble.LOST: "monitoring.log_reader.replaced",
}


def read() -> list[LogReader]:
    """Return everybody whom the database keeps log for."""
    return log_readers.read()


@use_case
def watch(*, actor: Actor, now: datetime) -> int:
    """Note each reader that is lost or far behind, hourly while it lasts; returns how many now.

    The alert is raised from the audit trail, and closed here once the reader is neither. An alert
    that staff closed is raised anew by what is noted next.
    """
    noted = 0
    most = settings.DATABASE_LOG_KEPT_ALERT_MB << 20
    troubled = {trouble: set[str]() for trouble in Trouble}
    for reader in log_readers.read():
        trouble = reader.trouble(more_than=most)
        if trouble is None:
            continue
        troubled[trouble].add(reader.subject)
        if not _is_noted(trouble, reader, since=now - _AGAIN):
            state = "connected" if reader.is_active else "away"
            detail = {"kept": reader.kept, "bytes": reader.kept_bytes, "state": state}
            action, subject = _ACTIONS[trouble], reader.subject
            audit.record(actor=actor, action=action, subject=subject, at=now, detail=detail)
            noted += 1
    for trouble, subjects in troubled.items():
        _close_others(trouble, subjects, actor=actor, now=now)
    return noted


def _is_noted(trouble: Trouble, reader: LogReader, *, since: datetime) -> bool:
    """Return whether that was noted since then, and is not over since."""
    begun = _newest(_ACTIONS[trouble], reader.subject, since=since)
    return begun > _newest(_OVER[trouble], reader.subject, since=since)


def _newest(action: str, subject: str, *, since: datetime) -> int:
    """Return the id of the newest entry of the trail that says so; 0 where none does."""
    found = audit.entries_of(action=action, since=since)
    return max((each.entry_id for each in found if each.subject == subject), default=0)


def _close_others(trouble: Trouble, subjects: set[str], *, actor: Actor, now: datetime) -> None:
    """Close the alerts of those who are in this trouble no more, or were given up."""
    for subject in alerts.open_about(kind=trouble) - subjects:
        finding = "It is back, begun anew or given up: the database keeps no more than it should."
        alerts.clear(kind=trouble, subject=subject, finding=finding, actor=actor, now=now)
        audit.record(actor=actor, action=_OVER[trouble], subject=subject, at=now)
