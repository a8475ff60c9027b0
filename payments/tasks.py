"""What payments does when it hears of an event."""

from typing import Any
from uuid import UUID

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from payments import public as payments


@shared_task
def process_bulk_file(event: dict[str, Any]) -> None:
    """Pay the lines of a file that has come in. Being told twice changes nothing."""
    payments.process_bulk_file(
        file_id=UUID(event["payload"]["file_id"]),
        actor=Actor.system("bulk-files"),
        now=clock.now(),
    )
