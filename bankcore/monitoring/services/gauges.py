"""How much waits, and for how long: asked of the books whenever somebody reads the metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bankcore.alerts import public as alerts
from bankcore.approvals import public as approvals
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.monitoring.domain.log_readers import LogReader
from bankcore.monitoring.repositories import queues
from bankcore.monitoring.services import log_readers
from bankcore.outbox import public as outbox
from payments.cards import public as cards
from payments.webhooks import public as webhooks


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure: its name, what it tells, and its values by their label (none: the empty text)."""

    name: str
    tells: str
    label: str
    values: dict[str, float]


def read(*, now: datetime) -> Iterator[Gauge]:
    """Return every figure as it stands."""
    yield from _of_events(now)
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
    yield from _of_reversals(now)
    yield from _of_webhooks(now)
    yield from _of_log_readers()


def _of_events(now: datetime) -> Iterator[Gauge]:
    waiting, streams = outbox.backlog(now=now), outbox.streams_backlog(now=now)
    yield _one("outbox_waiting_events", "Events that wait for their delivery.", waiting.waiting)
    yield _one("outbox_oldest_seconds", "How long the oldest of them waits.", waiting.seconds)
    yield _one("streams_waiting_events", "Events that wait for their stream.", streams.waiting)
    yield _one("streams_oldest_seconds", "How long the oldest of them waits.", streams.seconds)
    yield Gauge(
        "dead_letters",
        "Events that a consumer was given up on.",
        "queue",
        _by_queue(outbox.dead_letters()),
    )
    yield Gauge(
        "event_retries_waiting",
        "Events that a consumer has failed on and will be told of again.",
        "queue",
        _by_queue(outbox.waiting_retries()),
    )
    found = queues.read()
    yield Gauge(
        "queue_waiting_tasks",
        "Tasks on a queue.",
        "queue",
        {name: float(each.waiting) for name, each in found.items()},
    )
    yield Gauge(
        "queue_oldest_seconds",
        "How long ago the oldest event on a queue happened.",
        "queue",
        {name: _age(each.oldest, now) for name, each in found.items()},
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())


def _by_queue(consumers: dict[str, int]) -> dict[str, float]:
    counted = dict.fromkeys(queues.names(), 0.0)
    for consumer, count in consumers.items():
        queue = queues.queue_of(consumer)
        counted[queue] = counted.get(queue, 0.0) + count
    return counted


def _of_reversals(now: datetime) -> Iterator[Gauge]:
    since = cards.open_reversals()
    oldest = max(0.0, (now - since[0]).total_seconds()) if since else 0.0
    yield _one("card_reversals_open", "Reversals that no network has acknowledged.", len(since))
    yield _one("card_reversals_oldest_seconds", "How long the oldest of them waits.", oldest)


def _of_webhooks(now: datetime) -> Iterator[Gauge]:
    found = webhooks.backlog(now=now)
    yield _one("webhooks_waiting", "Deliveries to shops, retries included.", found.waiting)
    yield _one("webhooks_due", "Those of them that should have been tried.", found.due)
    yield _one("webhooks_oldest_seconds", "How long the oldest of the due waits.", found.seconds)
    yield _one("webhooks_failing_endpoints", "Endpoints that do not take them.", found.failing)


def _one(name: str, tells: str, value: float) -> Gauge:
    return Gauge(name, tells, "", {"": float(value)})


def _of_log_readers() -> Iterator[Gauge]:
    found = log_readers.read()
    told: tuple[tuple[str, str, Callable[[LogReader], float]], ...] = (
        ("kept_bytes", "Log that the database keeps for a reader.", lambda each: each.kept_bytes),
        ("reader_active", "1 while the reader is connected.", lambda each: each.is_active),
        ("reader_lost", "1 once log that it lacks is removed.", lambda each: each.is_lost),
    )
    for name, tells, figure in told:
        values = {each.name: float(figure(each)) for each in found}
        yield Gauge(f"database_log_{name}", tells, "reader", values)
