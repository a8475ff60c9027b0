"""What approvals does by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.approvals import public as approvals


@shared_task
def expire_requests() -> None:
    """Expire the requests whose time is over, 1,000 at a time."""
    while approvals.expire_due(now=clock.now(), actor=Actor.system("expire-requests")):
        pass
