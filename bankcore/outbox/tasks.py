"""What the outbox does by the clock, beside the relay's own process."""

from celery import shared_task

from bankcore import clock
from bankcore.outbox import public as outbox


@shared_task
def forget_handled() -> int:
    """Remove the inbox's notes that are too old to matter; returns how many."""
    return outbox.forget_handled(now=clock.now())
