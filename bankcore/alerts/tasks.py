"""What alerts does by the clock, and when one is raised."""

from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.outbox import public as outbox


@shared_task
def raise_alerts() -> None:
    """Raise what the newest part of the audit trail gives cause for."""
    alerts.raise_due(actor=Actor.system("raise-alerts"), now=clock.now())


@shared_task
@outbox.handled_after
def tell_of_alert(event: dict[str, Any]) -> None:
    """Send word of the alert by e-mail."""
    alerts.tell(**event["payload"])
