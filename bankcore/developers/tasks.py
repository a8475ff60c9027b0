"""What the developers' tools do by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.developers import public as developers


@shared_task
def forget_old_requests() -> None:
    """Keep the log of programs' requests as short as it is agreed to be."""
    developers.forget_old_requests(now=clock.now())
