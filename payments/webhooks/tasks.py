"""What runs at its hours: webhooks of a bank that has no process of its own for them."""

from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.outbox import public as outbox
from payments.webhooks import public as webhooks

_MOST = 20


@shared_task
def deliver_due() -> int:
    """Send what is due, twenty tries at most; returns how many."""
    return webhooks.deliver_due(most=_MOST, jitter=webhooks.spread, clock=clock.now)


@shared_task
@outbox.handled_after
def tell_clients(event: dict[str, Any]) -> None:
    """Tell programs of /api/v1 what happened."""
    webhooks.tell_clients(message=event, now=clock.now())
