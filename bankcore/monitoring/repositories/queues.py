"""Asking the broker what lies on its queues."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from celery import current_app
from celery.exceptions import OperationalError
from django.conf import settings
from redis.exceptions import RedisError

_SECONDS: Final = 1
# Among so many of the oldest tasks an event is looked for; others are the timetable's.
_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """How many tasks wait on a queue, and when the oldest event among them happened."""

    waiting: int
    oldest: datetime | None


def names() -> list[str]:
    """Return every queue that tasks are routed to."""
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    return sorted({*routed, settings.CELERY_TASK_DEFAULT_QUEUE})


def queue_of(task: str) -> str:
    """Return on which queue a task is put."""
    return str(current_app.amqp.router.route({}, task)["queue"].name)


def read() -> dict[str, Queue]:
    """Return what lies on each queue; nothing where the broker is not there, or is no Redis."""
    url = settings.CELERY_BROKER_URL
    try:
        with current_app.connection_for_read(url, connect_timeout=_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=_SECONDS)
            client = getattr(broker.default_channel, "client", None)
            if client is None:
                return {}
            return {name: _of(client, name) for name in names()}
    except (OperationalError, RedisError, OSError):
        return {}


def _of(client: Any, name: str) -> Queue:
    # Celery pushes on the left and takes from the right: the oldest are last.
    oldest = client.lrange(name, -_LOOKED_AT, -1)
    return Queue(int(client.llen(name)), _first_event(reversed(oldest)))


def _first_event(messages: Iterable[bytes]) -> datetime | None:
    for message in messages:
        with suppress(ValueError, TypeError):
            happened = json.loads(message)["headers"].get("occurred_at")
            if happened is not None:
                return datetime.fromisoformat(happened)
    return None
