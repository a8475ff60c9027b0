"""Writing lists that staff ordered, and removing their files."""

from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.exports import public as exports
from bankcore.outbox import public as outbox


@shared_task
@outbox.handled_after
def write_list(event: dict[str, Any]) -> None:
    """Write a list that was ordered, and have whoever ordered it told."""
    exports.write(export_id=event["payload"]["export_id"], now=clock.now())


@shared_task
def remove_lists() -> int:
    """Remove files that are kept no longer; returns how many."""
    return exports.remove_expired(now=clock.now())
