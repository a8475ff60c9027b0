"""What is done about other processors without anybody waiting for it."""

from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.outbox import public as outbox
from payments.processors import public as processors


@shared_task
@outbox.handled_after
def process_callback(event: dict[str, Any]) -> None:
    """Do what a notice asks for. Being told twice changes nothing."""
    processors.process_callback(callback_id=event["payload"]["callback_id"], now=clock.now())


@shared_task
def inquire_due() -> None:
    """Ask about calls whose outcome is not known, and take up notices that were left."""
    now = clock.now()
    processors.inquire_due(now=now)
    processors.process_waiting(now=now)
