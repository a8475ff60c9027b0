"""How much waits, and for how long: asked of the books whenever somebody reads the metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bankcore.alerts import public as alerts
from bankcore.approvals import public as approvals
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure: its name, what it tells, and its values by their label (none: the empty text)."""

    name: str
    tells: str
    label: str
    values: dict[str, float]


def read(*, now: datetime) -> Iterator[Gauge]:
    """Return every figure as it stands."""
    waiting, oldest = outbox.backlog(now=now)
    yield _one("outbox_waiting_events", "Events that wait for their delivery.", waiting)
    yield _one("outbox_oldest_seconds", "How long the oldest of them waits.", oldest)
    yield _one(
        "approvals_waiting_requests", "Requests for a second person.", approvals.count_open()
    )
    behind = (now.date() - ledger.business_date()).days
    yield _one("business_day_behind_days", "Calendar days since the open business day.", behind)
    closing = endofday.day_being_closed() is not None
    yield _one("end_of_day_unfinished", "1 while the end of a day is begun and not done.", closing)
    severities = {"CRITICAL": 0, "HIGH": 0, "MEDIUM": 0, "LOW": 0} | alerts.open_by_severity()
    yield Gauge(
        "security_alerts_open",
        "Security alerts that nobody has closed.",
        "severity",
        {name.lower(): float(count) for name, count in severities.items()},
    )


def _one(name: str, tells: str, value: float) -> Gauge:
    return Gauge(name, tells, "", {"": float(value)})
